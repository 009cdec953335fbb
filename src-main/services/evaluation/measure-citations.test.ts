import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createLabelledPairFiles } from '../../adapters/files/labelled-pair-files.ts';
import { measureCitations } from './measure-citations.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function measure(lines: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'carrel-pairs-'));
  folders.push(folder);
  const file = join(folder, 'pairs.jsonl');
  await writeFile(file, lines.join('\n'));
  const deps = { pairs: createLabelledPairFiles(), similarity: async () => () => 0 };
  return measureCitations(deps, file, new AbortController().signal);
}

const passage = 'The shop opens at 9. It sells 40 kinds of bread.';
const line = (sentence: string, label: string): string => JSON.stringify({ sentence, passage, label });

describe('measuring the check of citations', () => {
  it('counts every label and verdict, and gives precision, recall and F1', async () => {
    const figures = await measure([
      line('The shop opens at 9 [1].', 'supported'),
      line('It sells 50 kinds of bread.', 'unsupported'),
      '',
      line('It sells 60 kinds of bread.', 'supported'),
    ]);
    expect(figures).toEqual({
      pairs: 3,
      confusion: {
        supported: { supported: 1, partly: 0, unsupported: 1 },
        partly: { supported: 0, partly: 0, unsupported: 0 },
        unsupported: { supported: 0, partly: 0, unsupported: 1 },
      },
      labels: {
        supported: { precision: 1, recall: 0.5, f1: 2 / 3 },
        partly: { precision: 0, recall: 0, f1: 0 },
        unsupported: { precision: 0.5, recall: 1, f1: 2 / 3 },
      },
    });
  });

  it.each([
    [['{'], 'line 1'],
    [[line('Yes', 'supported'), line('No', 'false')], 'line 2'],
    [[line('Yes', 'supported'), '', '{"sentence": "x", "label": "partly"}'], 'line 3'],
    [[''], 'no pairs'],
  ])('refuses %j', async (lines, said) => {
    await expect(measure(lines)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(said),
    });
  });

  it('says when there is no such file', async () => {
    const deps = { pairs: createLabelledPairFiles(), similarity: async () => () => 0 };
    const run = measureCitations(deps, '/nowhere/pairs.jsonl', new AbortController().signal);
    await expect(run).rejects.toMatchObject({ code: 'not-found' });
  });
});
