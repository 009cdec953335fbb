import { copyFile, cp, readdir, readFile, rm, utimes } from 'node:fs/promises';
import { resolve } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCatalog } from './adapters/duckdb/catalog.ts';
import { attachToOwner } from './hosts/attach.ts';
import { aWorkspace, type CarrelRun, type JsonLine, type RunningCarrel, type Workspace } from './testing/run-carrel.ts';
import { seeded } from './testing/seeded.ts';

/** The whole program killed with SIGKILL: real reader, real catalog, real index. */
const SAMPLE = resolve('resources/sample');
/** Each of four kinds; archives add themselves and three members. */
const NOTES = 380;
const ARCHIVES = 4;
const LECTURES = 4;
const SOURCES = NOTES + ARCHIVES * 4 + LECTURES;
/** The full run sets CARREL_CRASH_ROUNDS to some hundreds; a round is one kill. */
const ROUNDS = Number(process.env.CARREL_CRASH_ROUNDS ?? 3);
const QUESTIONS = ['herons counted at a river', 'torn write after a crash', 'number 77'];

let place: Workspace;
beforeEach(async () => {
  place = await aWorkspace();
});
afterEach(() => place[Symbol.asyncDispose]());

async function writeDocuments(): Promise<void> {
  const kinds: readonly (readonly [string, (number: number) => string])[] = [
    ['md', (number) => `# Day ${number}\n\nHerons counted at the river: ${number * 7}.\n`],
    ['txt', (number) => `Letter ${number}. The number ${number} was written by hand.\n`],
    ['py', (number) => `def count_${number}(birds):\n    return len(birds) + ${number}\n`],
    ['html', (number) => `<title>Page ${number}</title><p>The river rose ${number} centimetres.</p>`],
  ];
  for (let number = 0; number < NOTES; number++) {
    const [ending, text] = kinds[number % kinds.length] ?? ['txt', String];
    await place.write(`mixed/${number}.${ending}`, text(number));
  }
  for (let number = 0; number < ARCHIVES; number++) {
    const members = ['a', 'b', 'c'].map(
      (name) => [`${name}.txt`, Buffer.from(`${name} of archive ${number}`)] as const,
    );
    await place.write(`mixed/archive-${number}.zip`, zipSync(Object.fromEntries(members)));
  }
  for (let number = 0; number < LECTURES; number++) {
    await copyFile(`${SAMPLE}/lecture-07-crash-consistency.pdf`, place.path(`mixed/lecture-${number}.pdf`));
  }
}

/** Runs an ingest and kills it after `lines` acknowledgements and a moment more. */
async function killedIngest(lines: number, delayMs: number): Promise<CarrelRun> {
  const ingesting = place.start(['ingest', 'mixed', '--library', place.library, '--json']);
  const enough = ingesting.waitFor(countTo(lines)).catch(() => {}); // it may be done before
  await Promise.race([enough, ingesting.ended]);
  await new Promise((resume) => setTimeout(resume, delayMs)); // the moment of the kill, not a wait for something
  ingesting.kill('SIGKILL');
  const run = await ingesting.ended;
  expect(run.stderr).toBe('');
  return run;
}

/** Accepts the line at which `wanted` sources were acknowledged; it is asked about all lines each time. */
function countTo(wanted: number): (line: JsonLine) => boolean {
  const seen = new Set<unknown>();
  return ({ type, id }) => type === 'source' && seen.add(id).size >= wanted;
}

test('killed at random moments, it keeps what it acknowledged, finds as after a rebuild, and ends the job', {
  timeout: 120_000 + ROUNDS * 20_000,
}, async () => {
  await writeDocuments();
  const random = seeded(4_117);
  const acknowledged = new Set<unknown>();
  let kills = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const run = await killedIngest(Math.floor(random() * 200), Math.floor(random() * 120));
    for (const { type, path } of run.lines()) if (type === 'source') acknowledged.add(path);
    kills += run.signal === 'SIGKILL' ? 1 : 0;
    const crashed = await copyWithoutJobs(`crashed-${round}`, acknowledged);
    const rebuilt = place.path(`rebuilt-${round}`);
    await cp(crashed, rebuilt, { recursive: true });
    await rm(`${rebuilt}/index`, { recursive: true, force: true });
    const question = QUESTIONS[round % QUESTIONS.length] ?? '';
    const [found, expected] = await Promise.all([crashed, rebuilt].map((folder) => ranking(folder, question)));
    expect(found).toEqual(expected);
  }
  console.log(`Killed ${kills} of ${ROUNDS} times, ${acknowledged.size} sources acknowledged meanwhile`);
  expect(kills).toBeGreaterThan(0);

  const last = await place.carrel('ingest', 'mixed');
  expect(last).toMatchObject({ exitCode: 0, stderr: '' });
  const status = (await place.carrel('status')).last();
  expect(status).toMatchObject({ sources: SOURCES, readiness: { state: 'ready' } });
  expect((status.jobs as JsonLine[]).filter(({ state }) => state !== 'done')).toEqual([]);
  const doctor = (await place.carrel('doctor')).last().checks as JsonLine[];
  expect(doctor.filter(({ state }) => state !== 'ok')).toEqual([]);
  const names = await readdir(place.library, { recursive: true });
  expect(names.filter((name) => /\.(tmp|new|stale)$|damaged/.test(name))).toEqual([]);
  expect(await readdir(place.path('library/uploads')).catch(() => [])).toEqual([]);
});

/** A copy of the library as the kill left it, checked to hold what was acknowledged, and with no job to go on with. */
async function copyWithoutJobs(name: string, acknowledged: ReadonlySet<unknown>): Promise<string> {
  const folder = place.path(name);
  await cp(place.library, folder, { recursive: true });
  await rm(`${folder}/lock`, { force: true });
  const catalog = await openCatalog(`${folder}/catalog.duckdb`);
  const paths = await catalog.read(async (connection) =>
    (await connection.runAndReadAll('SELECT path FROM sources')).getRowsJS().map(([path]) => path),
  );
  await catalog.write((connection) => connection.run("UPDATE jobs SET state = 'cancelled' WHERE state <> 'done'"));
  await catalog.close();
  expect(new Set(paths).size).toBe(paths.length);
  expect([...acknowledged].filter((path) => !paths.includes(path as string))).toEqual([]);
  return folder;
}

async function ranking(folder: string, question: string): Promise<unknown> {
  const run = await place.run(['search', question, '--library', folder, '--limit', '50', '--json']);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  const { results, searched } = run.last();
  const found = (results as JsonLine[]).map(({ score, source, position }) => ({ score, source, position }));
  return { searched, found };
}

test('uploads of a killed process: what was added is found, what was not goes after a day', async () => {
  const owner = await serving();
  const { url, key } = await ownerAddress();
  const added = await upload(url, key, 'added.txt', 'An otter was added.');
  const orphan = await upload(url, key, 'orphan.txt', 'An otter was forgotten.');
  const attached = await attachToOwner({ url, key }, (await place.carrel('status')).last().version as string);
  const { job } = await attached.client.library.addSources({ uploads: [added] as never });
  const following = attached.client.library.followJob({ id: job });
  for await (const event of following) if (event.type === 'source') break; // acknowledged
  owner.kill('SIGKILL');
  await owner.ended;
  await attached.close();

  const longAgo = new Date(Date.now() - 2 * 86_400_000);
  for (const id of [added, orphan]) await utimes(place.path('library/uploads', id), longAgo, longAgo);
  await serving();
  await until(async () => (await readdir(place.path('library/uploads'))).join() === added);
  const [first] = (await place.carrel('search', 'otter')).last().results as JsonLine[];
  expect(first).toMatchObject({ source: { id: added, path: 'added.txt' } });
});

async function serving(): Promise<RunningCarrel> {
  const owner = place.start(['serve', '--library', place.library, '--json']);
  await owner.waitFor(({ type }) => type === 'serving');
  return owner;
}

async function ownerAddress(): Promise<{ url: string; key: string }> {
  const { url } = JSON.parse(await readFile(place.path('library/lock'), 'utf8')) as { url: string };
  return { url, key: await readFile(place.path('library/owner.key'), 'utf8') };
}

async function upload(url: string, key: string, name: string, text: string): Promise<string> {
  const response = await fetch(`${url}/uploads?name=${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream' },
    body: text,
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { upload: string }).upload;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resume) => setTimeout(resume, 20));
}
