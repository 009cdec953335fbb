import { spawn } from 'node:child_process';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { backupReaderDeps } from '../../src-main/backup-deps.ts';
import { verifyBackup } from '../../src-main/services/backup/index.ts';
import { openTortureLibrary, type TortureLibrary } from './torture-library.ts';
import { below, createTally, inScratch, type Outcome, seeded, type Tally, type TrialOptions } from './trial.ts';

const SESSION = fileURLToPath(new URL('session.ts', import.meta.url));
const CRASH_AT = new URL('crash-at.ts', import.meta.url).href;
const DOCUMENTS = 24;
/** Sessions on one library before a fresh one is taken: damage must not only be survived once. */
const LIVES = 4;
const WRITES: ReadonlySet<string> = new Set(['write', 'writeFile', 'appendFile', 'writeFileSync', 'appendFileSync']);

/** What all sessions of one library said. */
interface Memory {
  readonly acknowledged: Map<string, string>;
  readonly deleting: Set<string>;
  readonly deleted: Set<string>;
}

interface Session {
  readonly wasKilled: boolean;
  readonly isDone: boolean;
  readonly errors: string;
  readonly operations: readonly { readonly thread: string; readonly number: number; readonly name: string }[];
}

interface Life {
  readonly library: string;
  readonly documents: string;
  readonly memory: Memory;
  round: number;
}

async function aLife(folder: string): Promise<Life> {
  const documents = join(folder, 'documents');
  await mkdir(documents, { recursive: true });
  for (let number = 0; number < DOCUMENTS; number++) {
    await writeFile(join(documents, `${number}.txt`), `herons counted: ${number}\nsecond line of ${number}\n`);
  }
  const members = { 'a.txt': 'a heron in an archive', 'b.txt': 'an otter in an archive' };
  await writeFile(join(documents, 'archive.farc'), JSON.stringify(members));
  const memory = { acknowledged: new Map(), deleting: new Set<string>(), deleted: new Set<string>() };
  return { library: join(folder, 'library'), documents, memory, round: 0 };
}

/** Runs a session, killed after `killAfterMs` or by its own `plan`. */
function runSession(life: Life, how: { readonly killAfterMs?: number; readonly plan?: string }): Promise<Session> {
  const args = how.plan === undefined ? [] : ['--import', CRASH_AT];
  const child = spawn(process.execPath, [...args, SESSION, life.library, life.documents, String(life.round++)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...(how.plan === undefined ? {} : { CARREL_TEST_CRASH: how.plan }) },
  });
  const operations: { thread: string; number: number; name: string }[] = [];
  let isDone = false;
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  createInterface({ input: child.stdout }).on('line', (text) => {
    if (!text.endsWith('}')) return; // the kill came within a line
    const line = JSON.parse(text) as { type: string; id: string; path: string } & Session['operations'][number];
    if (line.type === 'acknowledged') life.memory.acknowledged.set(line.path, line.id);
    else if (line.type === 'deleting') life.memory.deleting.add(line.path);
    else if (line.type === 'deleted') life.memory.deleted.add(line.path);
    else if (line.type === 'operation') operations.push(line);
    else if (line.type === 'done') isDone = true;
    else if (line.type === 'opened' && how.killAfterMs !== undefined) {
      setTimeout(() => child.kill('SIGKILL'), how.killAfterMs);
    }
  });
  return new Promise((resolve) => {
    child.once('close', (_code, signal) => resolve({ wasKilled: signal === 'SIGKILL', isDone, errors, operations }));
  });
}

/** What must hold after any crash. */
async function examine(life: Life, what: string, tally: Tally): Promise<void> {
  const { memory } = life;
  let library: TortureLibrary;
  try {
    await rm(join(life.library, 'lock'), { force: true });
    library = await openTortureLibrary(life.library);
  } catch (thrown) {
    tally.violate(`${what}: the library does not open: ${String(thrown)}`);
    return;
  }
  try {
    await library.idle();
    const paths = new Set((await library.deps.store.listAcknowledged()).map(({ path }) => path));
    for (const path of memory.acknowledged.keys()) {
      if (!paths.has(path) && !memory.deleting.has(path)) tally.violate(`${what}: ${path} was lost`);
    }
    for (const path of memory.deleted) if (paths.has(path)) tally.violate(`${what}: ${path} came back`);
    const lost = library.recoveries.filter(({ kind }) => kind === 'source-lost' || kind === 'journal-damaged');
    for (const { message } of lost) tally.violate(`${what}: ${message}`);
    const { name, dimensions } = library.reader.embedder;
    const found = await library.deps.care.find(name, dimensions);
    if (found.orphans + found.miscounted.length + found.withoutVector.length > 0) {
      tally.violate(`${what}: the catalog is not whole: ${JSON.stringify(found)}`);
    }
    await examineIndex(library, what, tally);
    for (const file of (await readdir(library.folder.backups).catch(() => [])).slice(-1)) {
      if (!file.endsWith('.carrel-backup')) continue;
      const signal = new AbortController().signal;
      await verifyBackup(backupReaderDeps, join(library.folder.backups, file), { signal });
    }
  } catch (thrown) {
    tally.violate(`${what}: ${String(thrown)}`);
  } finally {
    await library.close();
  }
}

/** A search after a crash equals a search after a rebuild. */
async function examineIndex(library: TortureLibrary, what: string, tally: Tally): Promise<void> {
  const collections = await library.deps.store.listCollections();
  for (const { id } of collections) await library.search.sync(id);
  const before = await library.find('heron otter counted');
  for (const { id } of collections) {
    await library.search.drop(id);
    await library.search.sync(id);
  }
  const after = await library.find('heron otter counted');
  if (JSON.stringify(before) !== JSON.stringify(after))
    tally.violate(`${what}: searching differs from a rebuilt index`);
}

/** SIGKILL at random moments of ingesting, publishing, deleting, purging and backing up. */
export function killAtRandom({ seed, count, until }: TrialOptions): Promise<Outcome> {
  return inScratch(async (folder) => {
    const random = seeded(seed);
    const tally = createTally();
    let life = await aLife(join(folder, '0'));
    for (let round = 0; tally.ran() < count && performance.now() < until; round++) {
      if (life.round >= LIVES) {
        await rm(join(life.library, '..'), { recursive: true });
        life = await aLife(join(folder, String(round)));
      }
      const killAfterMs = below(random, 900);
      const session = await runSession(life, { killAfterMs });
      if (session.errors !== '') tally.violate(`round ${round}: ${session.errors.slice(0, 500)}`);
      tally.end(session.wasKilled ? 'killed' : 'finished first');
      await examine(life, `seed ${seed}, round ${round}, killed after ${killAfterMs} ms`, tally);
    }
    return tally.outcome();
  });
}

/** Every operation on files that a session makes × before, torn, after. `count` takes an even sample of them. */
export function crashAtEachOperation({ seed, count, until }: TrialOptions): Promise<Outcome> {
  return inScratch(async (folder) => {
    const tally = createTally();
    const counting = await aLife(join(folder, 'counting'));
    counting.round = 1;
    const { operations, errors } = await runSession(counting, { plan: 'count' });
    if (operations.length === 0) tally.violate(`No operation was counted: ${errors.slice(0, 500)}`);
    const plans = operations.flatMap((operation) =>
      (WRITES.has(operation.name) ? ['before', 'torn', 'after'] : ['before', 'after']).map((variant) => ({
        ...operation,
        variant,
      })),
    );
    const step = Math.max(1, plans.length / count);
    const offset = seeded(seed)() * step;
    for (let at = offset; at < plans.length && performance.now() < until; at += step) {
      const plan = plans[Math.floor(at)];
      if (plan === undefined) break;
      const { thread, number, name, variant } = plan;
      const own = join(folder, String(tally.ran()));
      const life = await aLife(own);
      life.round = 1;
      const session = await runSession(life, { plan: `${thread}:${number}:${variant}` });
      if (session.errors !== '') tally.violate(`${name} ${variant}: ${session.errors.slice(0, 500)}`);
      tally.end(session.wasKilled ? `${variant} ${WRITES.has(name) ? 'write' : name}` : 'not reached');
      await examine(life, `${thread} operation ${number} (${name}), ${variant}`, tally);
      await rm(own, { recursive: true });
    }
    return tally.outcome();
  });
}
