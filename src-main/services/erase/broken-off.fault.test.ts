import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { conversationIdSchema } from '../../../src-contract/ids.ts';
import { createConversationStore } from '../../adapters/duckdb/conversation-store.ts';
import { createEraseStore } from '../../adapters/duckdb/erase-store.ts';
import { createTraceStore } from '../../adapters/traces/trace-store.ts';
import { silentLog } from '../../platform/log.ts';
import { aTrace } from '../../testing/a-trace.ts';
import { aPassage } from '../../testing/passages.ts';
import { aCall, addAndFollow, aTemporaryFolder, openTestLibrary } from '../../testing/test-library.ts';
import { createConversationsService } from '../conversations/index.ts';
import { createEraseService } from './index.ts';

/** Too random to be packed away: where it is kept it stands in the bytes of the file. */
const SECRET = 'q7Zt-4vKx-Wm2p-Lr9s';
const TITLE = 'note.txt';

/** A library with the services that an erasure goes through. */
async function openAll(path: string) {
  const library = await openTestLibrary(path);
  const traces = createTraceStore({ folder: library.folder.traces, log: silentLog });
  const store = createEraseStore(library.catalog);
  const erase = createEraseService({
    store,
    library: library.service,
    traces,
    backups: async () => ({ folder: '', backups: [], schedule: { every: 'off', keep: 1 } }),
    stopAnswers: async () => undefined,
    onChange: () => undefined,
  });
  const conversations = createConversationsService({ store: createConversationStore(library.catalog) });
  const close = async (): Promise<void> => {
    await traces.close();
    await library.close();
  };
  return { library, traces, store, erase, conversations, close };
}
type Opened = Awaited<ReturnType<typeof openAll>>;

async function findNote({ library }: Opened) {
  return (await library.deps.store.listAcknowledged()).find(({ path }) => path.endsWith(TITLE));
}

const isIdle = ({ library }: Opened): boolean =>
  library.service.jobs().every(({ state }) => state === 'done' || state === 'failed');

/** A source, and a conversation and a trace with an answer from it. */
async function fill(opened: Opened, documents: string, origin: string) {
  const text = `The word is ${SECRET}.`;
  const file = join(documents, TITLE);
  await writeFile(file, text);
  await addAndFollow(opened.library, origin === 'file' ? { paths: [file] } : { texts: [{ title: TITLE, text }] });
  const note = await findNote(opened);
  if (note === undefined) throw new Error('The note was not added');
  const plain = aPassage({ text });
  const passage = { ...plain, source: { ...plain.source, id: note.id } };
  const { id } = await opened.conversations.handlers.create({ title: 'Secrets' }, aCall());
  const conversation = conversationIdSchema.parse(id);
  await opened.conversations.appendUser(conversation, { text: 'What is the word?', scope: {} });
  await opened.conversations.appendAssistant(conversation, {
    text: `${text} [1]`,
    citations: [{ number: 1, source: passage.source, position: passage.position, quote: text }],
    passages: [passage],
    generator: { kind: 'extractive', name: 'extractive' },
    limits: [],
    timings: {},
  });
  const lists = { lexical: 1 };
  const [candidates, final] = [
    [{ chunk: passage.chunk, source: note.id, lists }],
    [{ chunk: passage.chunk, score: 1 }],
  ];
  await opened.traces.append(aTrace({ conversation, query: `Is it ${SECRET}?`, candidates, final }));
  return { source: note.id, conversation };
}

type Filled = Awaited<ReturnType<typeof fill>>;

/** From here on the `last`-th step that changes a file ends everything, as a kill does: no later one happens. */
function breakOff({ library, traces, store }: Opened, last: number, onEnd: () => Promise<void>): void {
  let steps = 0;
  let ended: Promise<void> | undefined;
  const breaking = <A extends unknown[], R>(step: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      steps++;
      if (steps < last) return step(...args);
      ended ??= onEnd();
      await ended;
      throw new Error('killed');
    };
  };
  const { deps } = library;
  Object.assign(store, {
    begin: breaking(store.begin),
    eraseConversation: breaking(store.eraseConversation),
    eraseSources: breaking(store.eraseSources),
    settle: breaking(store.settle),
  });
  Object.assign(traces, { erase: breaking(traces.erase) });
  Object.assign(deps.jobs, { create: breaking(deps.jobs.create) });
  Object.assign(deps.journal, { forget: breaking(deps.journal.forget) });
  Object.assign(deps.originals, { remove: breaking(deps.originals.remove) });
  Object.assign(deps.store, { eraseSources: breaking(deps.store.eraseSources) });
  Object.assign(deps.index, { sync: breaking(deps.index.sync) });
}

/** Breaks an erasure off at a step, and opens what is on disk then as the next start does; `false` when it went through. */
async function eraseAndBreakOff(
  folder: string,
  last: number,
  { origin, erase }: { origin: string; erase: (opened: Opened, filled: Filled) => Promise<unknown> },
): Promise<{ hasEnded: boolean; filled: Filled; library: string }> {
  const [alive, killed] = [join(folder, `alive-${last}`), join(folder, `killed-${last}`)];
  const opened = await openAll(alive);
  const filled = await fill(opened, folder, origin);
  let hasEnded = true;
  breakOff(opened, last, async () => {
    hasEnded = false;
    await cp(alive, killed, { recursive: true });
  });
  await erase(opened, filled).catch((thrown: unknown) => {
    if (hasEnded) throw thrown;
  });
  await vi.waitFor(() => expect(isIdle(opened)).toBe(true));
  await opened.close();
  return { hasEnded, filled, library: hasEnded ? alive : killed };
}

/** What the catalog, the traces and the folders still hold of it. */
async function whereItIs(opened: Opened): Promise<string[]> {
  const { library, traces } = opened;
  const tables = await library.catalog.read(async (connection) => {
    const found: string[] = [];
    for (const table of ['sources', 'pages', 'chunks', 'messages', 'job_items']) {
      const all = await connection.runAndReadAll(`SELECT to_json(t)::VARCHAR FROM ${table} t`);
      if (JSON.stringify(all.getRowsJS()).includes(SECRET)) found.push(table);
    }
    return found;
  });
  const period = { from: new Date(0), to: new Date('2100-01-01'), bucket: 'day', limit: 10 } as const;
  const isTraced = JSON.stringify(await traces.report(period)).includes(SECRET);
  const uploads = (await library.deps.originals.list()).map(({ id }) => id);
  return [...tables, ...(isTraced ? ['traces'] : []), ...uploads];
}

test.each(['file', 'paste'])(
  'wherever erasing a source (%s) is broken off, it can be erased again and nothing comes back',
  async (origin) => {
    await using folder = await aTemporaryFolder();
    const confirmed = (id: Filled['source']) => ({ id, confirm: TITLE });
    let goes = 0;
    for (let last = 1, hasEnded = false; !hasEnded; last++) {
      const run = await eraseAndBreakOff(folder.path, last, {
        origin,
        erase: ({ erase }, { source }) => erase.source(confirmed(source), aCall()),
      });
      hasEnded = run.hasEnded;
      const opened = await openAll(run.library);
      await vi.waitFor(() => expect(isIdle(opened)).toBe(true));
      const left = await findNote(opened);
      expect(left?.id ?? run.filled.source).toBe(run.filled.source);
      if (left !== undefined) await opened.erase.source(confirmed(left.id), aCall());
      else goes++;
      await vi.waitFor(() => expect(isIdle(opened)).toBe(true));
      expect(opened.library.service.jobs().some(({ kind }) => kind === 'rebuild')).toBe(true);
      expect({ last, found: await whereItIs(opened) }).toEqual({ last, found: [] });
      expect(opened.library.recoveries).toEqual([]);
      await opened.close();
      expect((await readFile(opened.library.folder.catalog)).includes(SECRET)).toBe(false);
    }
    expect(goes).toBeGreaterThan(1);
  },
  240_000,
);

test('wherever erasing a conversation is broken off, it can be erased again', async () => {
  await using folder = await aTemporaryFolder();
  for (let last = 1, hasEnded = false; !hasEnded; last++) {
    const run = await eraseAndBreakOff(folder.path, last, {
      origin: 'file',
      erase: ({ erase }, { conversation: id }) => erase.conversation({ id, confirm: 'Secrets' }, aCall()),
    });
    hasEnded = run.hasEnded;
    const opened = await openAll(run.library);
    const { conversation: id } = run.filled;
    if ((await opened.store.findConversation(id)) !== undefined)
      await opened.erase.conversation({ id, confirm: 'Secrets' }, aCall());
    const found = (await whereItIs(opened)).filter((place) => place === 'messages' || place === 'traces');
    expect({ last, found }).toEqual({ last, found: [] });
    await opened.close();
  }
}, 240_000);
