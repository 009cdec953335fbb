import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { openCatalog } from '../../adapters/duckdb/catalog.ts';
import { seeded } from '../../testing/seeded.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';

const VICTIM = resolve('src-main/testing/crash-ingest.ts');
const FILES = 200;
/** Every archive adds itself and its three members. */
const ARCHIVES = 5;
const SOURCES = FILES + ARCHIVES * 4;
const KILLS = 8;

interface Life {
  readonly acknowledged: Set<string>;
  readonly hasFinished: boolean;
  readonly output: string;
}

/** Lets the victim work and kills it after it printed `lines` lines and `delayMs` more, or lets it finish. */
async function live(library: string, docs: string, lines: number, delayMs: number): Promise<Life> {
  const child = spawn(process.execPath, [VICTIM, library, docs], { stdio: ['ignore', 'pipe', 'pipe'] });
  const acknowledged = new Set<string>();
  let hasFinished = false;
  let errors = '';
  let seen = 0;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = JSON.parse(line) as { type: string; path?: string };
    if (said.type === 'acknowledged' && said.path !== undefined) acknowledged.add(said.path);
    if (said.type === 'done') hasFinished = true;
    if (++seen === lines) setTimeout(() => child.kill('SIGKILL'), delayMs);
  });
  await new Promise((ended) => child.once('close', ended));
  return { acknowledged, hasFinished, output: errors };
}

async function writeDocuments(docs: string): Promise<void> {
  await mkdir(docs);
  for (let number = 0; number < FILES; number++) {
    await writeFile(join(docs, `${number}.txt`), `first line of ${number}\nsecond line of ${number}\n`);
  }
  for (let number = 0; number < ARCHIVES; number++) {
    const members = Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.txt`, `${name} of archive ${number}`]));
    await writeFile(join(docs, `${number}-archive.farc`), JSON.stringify(members));
  }
}

/** What a catalog must be at any moment: nothing acknowledged is missing, no source is there twice or in parts. */
async function assertWhole(file: string, acknowledged: ReadonlySet<string>): Promise<void> {
  const catalog = await openCatalog(file);
  const rows = await catalog.read(async (connection) =>
    (
      await connection.runAndReadAll(
        `SELECT path, status, chunk_count,
           (SELECT count(*) FROM chunks c WHERE c.source_id = s.id)::INTEGER AS chunks,
           (SELECT count(*) FROM pages p WHERE p.source_id = s.id)::INTEGER AS pages,
           (SELECT count(*) FROM chunks c WHERE c.source_id = s.id AND c.hash NOT IN (SELECT hash FROM vectors))::INTEGER
             AS without_vector
         FROM sources s`,
      )
    ).getRowObjectsJS(),
  );
  await catalog.close();
  const paths = rows.map((row) => String(row.path));
  expect(new Set(paths).size).toBe(paths.length);
  expect([...acknowledged].filter((path) => !paths.includes(path))).toEqual([]);
  expect(rows.filter((row) => row.chunks !== row.chunk_count || row.without_vector !== 0)).toEqual([]);
  expect(rows.filter((row) => row.status === 'ok' && row.pages !== 1 && !String(row.path).endsWith('.farc'))).toEqual(
    [],
  );
}

/** Libraries that are killed until they are done; the full run sets CARREL_CRASH_ROUNDS to some hundreds. */
const ROUNDS = Number(process.env.CARREL_CRASH_ROUNDS ?? 2);

for (let round = 0; round < ROUNDS; round++) {
  test(
    `killed again and again, an ingest loses nothing it acknowledged, round ${round}`,
    () => killAgainAndAgain(round),
    120_000,
  );
}

async function killAgainAndAgain(round: number): Promise<void> {
  await using folder = await aTemporaryFolder();
  const [path, docs] = [join(folder.path, 'library'), join(folder.path, 'docs')];
  await writeDocuments(docs);
  const random = seeded(20_261 + round);
  const acknowledged = new Set<string>();
  let kills = 0;
  let hasFinished = false;
  while (!hasFinished) {
    const lines = kills < KILLS ? 1 + Math.floor(random() * (acknowledged.size + 60)) : Number.POSITIVE_INFINITY;
    const life = await live(path, docs, lines, Math.floor(random() * 30));
    expect(life.output).toBe('');
    for (const one of life.acknowledged) acknowledged.add(one);
    hasFinished = life.hasFinished;
    if (!hasFinished) kills++;
    await assertWhole(join(path, 'catalog.duckdb'), acknowledged);
  }
  console.log(`Round ${round}: killed ${kills} times`);
  expect(kills).toBeGreaterThan(0);
  expect(acknowledged.size).toBe(SOURCES);
}
