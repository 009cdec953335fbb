import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CarrelClient } from '../src-contract/index.ts';
import { createOpenClient } from './open-client.ts';
import { locateApp } from './platform/app-paths.ts';
import { aTemporaryFolder } from './testing/test-library.ts';

const QUESTION = 'When does the harbour library open?';

/** What a search and an answer say of what they went without. */
async function saidBy(
  client: CarrelClient,
  scope: { readonly collections?: string[]; readonly sources?: string[] } = {},
) {
  const found = await client.search.query({ text: QUESTION, scope });
  const asking = client.answer.ask({ question: QUESTION, scope });
  for await (const _ of asking);
  const answered = await asking.result;
  return { found: found.limits ?? [], answered: answered.limits.map(({ code }) => code) };
}

async function end(client: CarrelClient, job: string): Promise<void> {
  const following = client.library.followJob({ id: job });
  for await (const _ of following);
  await following.result;
}

test('a search and an answer say that files still wait to be read, until they are', async () => {
  await using folder = await aTemporaryFolder();
  const docs = join(folder.path, 'docs');
  await mkdir(docs);
  await writeFile(join(docs, 'harbour.md'), 'The harbour library opens on Monday at nine.\n');
  const opened = await createOpenClient(locateApp(import.meta.url))({
    command: 'bench',
    needsLibrary: true,
    library: join(folder.path, 'library'),
    set: { 'library.watchFolders': 'false' },
  });
  const { client } = opened;
  try {
    const other = await client.library.addSources({
      collection: 'Other',
      paths: [],
      texts: [{ title: 'Tide', text: 'Tide.' }],
    });
    await end(client, other.job);
    const { job } = await client.library.addSources({ collection: 'Docs', paths: [docs] });
    await client.library.pauseJob({ id: job });

    expect(await saidBy(client)).toMatchObject({
      found: ['still-reading'],
      answered: expect.arrayContaining(['still-reading']),
    });
    expect((await saidBy(client, { collections: ['Other'] })).found).toEqual([]);
    const { sources } = await client.library.listSources({});
    expect((await saidBy(client, { sources: sources.map(({ id }) => id) })).found).toEqual([]);

    await client.library.resumeJob({ id: job });
    await end(client, job);
    const after = await saidBy(client);
    expect(after.found).toEqual([]);
    expect(after.answered).not.toContain('still-reading');
  } finally {
    await opened.close();
  }
});
