import { expect, test } from 'vitest';
import type { IndexHealth, LearnedWords } from '../../../src-contract/index-health.ts';
import { indexHealthSchema } from '../../../src-contract/index-health.ts';
import { runTestCli } from '../../testing/cli.ts';
import { createFakeLibrary } from '../../testing/fake-handlers.ts';
import type { FakeLibrary } from '../../testing/fake-library.ts';
import { aLiveIndex, anIndexHealth } from '../../testing/system-reports.ts';

const answering = (health: IndexHealth): FakeLibrary => {
  const library = createFakeLibrary();
  const indexHealth = async () => health;
  return { ...library, handlers: { ...library.handlers, system: { ...library.handlers.system, indexHealth } } };
};
const shown = async (health: IndexHealth) => (await runTestCli(answering(health), ['status', '--index'])).stdout;

test('tells what the index of a collection holds and what is not in it', async () => {
  const stdout = await shown(
    anIndexHealth({
      passages: 1300,
      index: aLiveIndex({ meaning: { by: 'graph', graph: 'serving', recall: 0.9876 } }),
      unsearchable: [
        { status: 'no-text', sources: 2 },
        { status: 'password', sources: 1 },
      ],
    }),
  );
  expect(stdout).toMatch(/^Documents$/m);
  expect(stdout).toMatch(/Index +generation 7 · 3 segments · 4/);
  expect(stdout).toMatch(/1,234 passages \(1,300 passages in the catalog\), 12 passages gone but still in the files/);
  expect(stdout).toMatch(/carrel-static, 256 dimensions, graph, recall@10 0\.988/);
  expect(stdout).toMatch(/Not searchable +2 sources no-text, 1 source password/);
});

test('a scan whose graph was refused gives the reason, and a problem comes first', async () => {
  const meaning = { by: 'scan', graph: 'refused', why: 'it found too few' } as const;
  expect(await shown(anIndexHealth({ index: aLiveIndex({ meaning }) }))).toContain('refused: it found too few');
  const { index: _, ...unindexed } = anIndexHealth().collections[0]!;
  const ill = await shown({ collections: [{ ...unindexed, problem: 'It is damaged.' }], recoveries: 2 });
  expect(ill).toMatch(/Problem +It is damaged\.\n +Index +none yet/);
  expect(ill).toContain('2 times');
});

test('tells how far the learned words are', async () => {
  const [one] = anIndexHealth().collections;
  const told = (learned: LearnedWords) => shown({ collections: [{ ...one!, learned }], recoveries: 0 });
  expect(await told({ model: 'splade', passages: 12, left: 3 })).toMatch(
    /Learned words +splade, 12 passages; 3 texts still to be read/,
  );
  expect(await told({ passages: 0, problem: 'There is no model.' })).toMatch(
    /Learned words +0 passages; stopped: There is no model\./,
  );
});

test('prints one JSON object of the shape of the contract', async () => {
  const { json } = await runTestCli(answering(anIndexHealth()), ['status', '--index', '--json']);
  expect(json).toHaveLength(1);
  expect(indexHealthSchema.parse(json[0])).toEqual(anIndexHealth());
});
