import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, symlink, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { aWorkspace, type CarrelRun, type JsonLine, type Workspace } from './testing/run-carrel.ts';

vi.setConfig({ testTimeout: 180_000 }); // many processes, on a machine that may do other work

/** Bad input through the real command line: a clear failure, its code and exit code, and nothing lost. */
let place: Workspace;

const DOCUMENTS = resolve('../shared/data/documents/pdf');
const hasDocuments = existsSync(DOCUMENTS);
if (!hasDocuments) console.log('Skipped: protected and scanned PDFs, for ../shared/data/documents is absent');

beforeAll(async () => {
  place = await aWorkspace();
  await place.write('first/heron.md', '# Herons\n\nThe heron waits at the river for 42 minutes.\n');
  expect((await place.carrel('ingest', 'first')).exitCode).toBe(0);
});
afterAll(async () => {
  const found = await place.carrel('search', 'heron'); // after everything that was refused
  expect((found.last().results as JsonLine[]).length).toBeGreaterThan(0);
  await place[Symbol.asyncDispose]();
});

function failure({ exitCode, stderr, last }: CarrelRun): JsonLine {
  expect(stderr).toBe(''); // with --json the failure is the last line of stdout
  return { exit: exitCode, ...last() };
}

describe('the library', () => {
  test.concurrent.each([
    ['an empty path', () => '', 2, 'library/empty-path', /--library is empty/],
    ['blanks', () => '  ', 2, 'library/empty-path', /--library is empty/],
    ['a file', () => place.path('first/heron.md'), 2, 'library/not-a-folder', /is a file, not a folder/],
    ['below a file', () => place.path('first/heron.md/x'), 2, 'library/not-a-folder', /is a file, not a folder/],
    ['a device', () => '/dev/zero', 2, 'library/not-a-folder', /is a file, not a folder/],
    ['a foreign folder', () => place.path('first'), 5, 'library/folder-not-empty', /not empty and is not a library/],
  ])('%s is refused', async (_name, folder, exit, reason, message) => {
    const run = await place.run(['status', '--library', folder(), '--json']);
    expect(failure(run)).toMatchObject({ exit, type: 'error', reason, message: expect.stringMatching(message) });
  });

  test('a foreign folder is left as it was', async () => {
    expect(await readFile(place.path('first/heron.md'), 'utf8')).toContain('42 minutes');
  });

  test('a dangling link is refused', async () => {
    await symlink(place.path('nowhere'), place.path('dangling'));
    const run = await place.run(['status', '--library', 'dangling', '--json']);
    expect(failure(run)).toMatchObject({ exit: 5, code: 'refused', reason: 'library/not-writable' });
  });
});

describe('paths to ingest', () => {
  test.each([
    ['nothing', 'nowhere', 3, 'library/no-such-path'],
    ['an empty path', '', 2, 'cli/empty-path'],
    ['a device', '/dev/zero', 2, 'library/not-a-file'],
  ])('%s fails at once', async (_name, path, exit, reason) => {
    expect(failure(await place.carrel('ingest', 'first', path))).toMatchObject({ exit, reason });
  });

  test('a dangling link and a pipe fail at once', async () => {
    await symlink(place.path('nowhere'), place.path('gone.txt'));
    execFileSync('mkfifo', [place.path('pipe.txt')]);
    expect(failure(await place.carrel('ingest', 'gone.txt'))).toMatchObject({
      exit: 3,
      reason: 'library/no-such-path',
    });
    expect(failure(await place.carrel('ingest', 'pipe.txt'))).toMatchObject({ exit: 2, reason: 'library/not-a-file' });
  });

  test('a folder of everything strange ends file by file, each with a status', async () => {
    const folder = await strangeFolder();
    const run = await place.carrel('ingest', 'strange');
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const sources = run.lines().filter(({ type }) => type === 'source');
    const byPath = new Map(sources.map((line) => [String(line.path).slice(folder.length + 1), line]));
    expect(Object.fromEntries([...byPath].map(([path, { status }]) => [path, status]))).toEqual({
      '-dash.txt': 'ok',
      'a.pdf/inside.txt': 'ok',
      [`${'deep/'.repeat(40)}down.txt`]: 'ok',
      'empty.txt': 'no-text',
      'huge.txt': 'too-large',
      'line\nbreak.txt': 'ok',
      'nothing.pdf': 'no-text',
      [`${'n'.repeat(246)}.txt`]: 'ok',
      'caf\uFFFD.txt': 'invalid',
      '😀.txt': 'ok',
    });
    expect(byPath.get('huge.txt')?.reason).toMatch(/2048 MB/);
    expect(byPath.get('caf\uFFFD.txt')?.reason).toMatch(/name .*rename/i);
    const last = run.last();
    expect(last).toMatchObject({ type: 'done', counts: { ok: 6, 'no-text': 2, 'too-large': 1, invalid: 1 } });
  });

  test.skipIf(!hasDocuments)('a protected and a scanned PDF end with their status, and what to do', async () => {
    const [locked, scanned] = ['issue3371', 'firefox_logo'].map((name) => `${DOCUMENTS}/pdfjs-${name}.pdf`);
    const run = await place.run(['ingest', `${locked}`, `${scanned}`, '--library', place.library, '--json']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const sources = run.lines().filter(({ type }) => type === 'source');
    expect(new Map(sources.map(({ path, status }) => [path, status]))).toEqual(
      new Map([
        [locked, 'password'],
        [scanned, 'no-text'],
      ]),
    );
    for (const { reason, title, chunks } of sources) {
      expect(reason).toMatch(/\w+.*\.$/);
      expect(title).not.toBe('');
      expect(chunks).toBe(0);
    }
    expect(run.last()).toMatchObject({ counts: { password: 1, 'no-text': 1 } });
    const plain = await place.run(['ingest', `${locked}`, `${scanned}`, '--library', place.library]);
    expect(plain).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('a file that vanishes after it was listed is named as gone', async () => {
    for (let number = 0; number < 300; number++) await place.write(`leaving/${number}.txt`, `word ${number}`);
    const ingesting = place.start(['ingest', 'leaving', '--library', place.library, '--json']);
    await ingesting.waitFor(({ type, filesTotal }) => type === 'progress' && filesTotal === 300);
    execFileSync('rm', ['-r', place.path('leaving')]);
    const run = await ingesting.ended;
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const sources = run.lines().filter(({ type }) => type === 'source');
    expect(sources).toHaveLength(300);
    const bad = sources.filter(({ status }) => status !== 'ok');
    for (const { status, reason } of bad) expect(`${status}: ${reason}`).toMatch(/^invalid: .*(gone|no longer there)/);
  });

  async function strangeFolder(): Promise<string> {
    for (const name of ['-dash', 'line\nbreak', '😀', 'n'.repeat(246), 'a.pdf/inside', `${'deep/'.repeat(40)}down`]) {
      await place.write(`strange/${name}.txt`, 'A heron with a strange name.\n');
    }
    await place.write('strange/empty.txt', '');
    await place.write('strange/nothing.pdf', '');
    const huge = await open(place.path('strange/huge.txt'), 'w');
    await huge.truncate(2 ** 31);
    await huge.close();
    await symlink('.', place.path('strange/loop'));
    await symlink('nowhere', place.path('strange/dangling.txt'));
    execFileSync('mkfifo', [place.path('strange/pipe.txt')]);
    const folder = Buffer.from(`${place.path('strange')}/`);
    await writeFile(Buffer.concat([folder, Buffer.from('caf\xe9.txt', 'latin1')]), 'not UTF-8 in its name');
    return place.path('strange');
  }
});

describe('words of the command line', () => {
  test.concurrent.each([
    ['an unknown command', ['serach', 'x'], 'cli/bad-arguments', /Did you mean search/],
    ['an unknown option', ['search', 'x', '--limt', '3'], 'cli/bad-arguments', /--limt.*--limit/],
    ['no argument', ['search'], 'cli/bad-arguments', /missing required argument/],
    ['no number', ['search', 'x', '--limit', 'many'], 'cli/bad-arguments', /It must be a number\. "/],
    ['out of range', ['search', 'x', '--limit', '0'], 'cli/bad-arguments', /limit/],
    ['nothing to search', ['search', ' '], 'cli/bad-arguments', /empty/],
    ['a question of 10,001 characters', ['ask', 'x'.repeat(10_001)], 'cli/bad-arguments', /10000/],
    ['words of 10,001 characters', ['search', 'x'.repeat(10_001)], 'cli/bad-arguments', /10000/],
    ['a port out of range', ['serve', '--port', '70000'], 'cli/bad-port', /65535/],
  ])('%s: exit 2', async (_name, args, reason, message) => {
    const run = await place.run([...args, '--json']);
    expect(failure(run)).toMatchObject({
      exit: 2,
      code: 'invalid-input',
      reason,
      message: expect.stringMatching(message),
    });
  });

  test('an unknown collection names the nearest', async () => {
    const run = await place.carrel('search', 'heron', '--collection', 'Documnets');
    expect(failure(run)).toMatchObject({
      exit: 3,
      reason: 'library/unknown-collection',
      message: expect.stringContaining('Did you mean "Documents"?'),
      details: { nearest: 'Documents' },
    });
  });

  test('a folder that is no BEIR set is named', async () => {
    const run = await place.run(['eval', 'beir', 'first', '--json']);
    expect(failure(run)).toMatchObject({ exit: 3, message: expect.stringContaining('corpus.jsonl') });
  });

  test('without --json a failure is one sentence on stderr', async () => {
    const run = await place.run(['search', 'heron', '--collection', 'Documnets', '--library', place.library]);
    expect(run).toMatchObject({ exitCode: 3, stdout: '' });
    expect(run.stderr).toMatch(/^carrel: There is no collection "Documnets"[^\n]*\n$/);
  });
});

describe('settings', () => {
  test('an unknown key of --set names the nearest', async () => {
    expect(failure(await place.carrel('status', '--set', 'answer.topk=3'))).toMatchObject({
      exit: 2,
      reason: 'settings/unknown-key',
      message: expect.stringContaining('Did you mean answer.topK?'),
    });
  });

  test.each([
    ['an argument', ['--set', 'answer.topK=many'], {}, /answer\.topK.*argument.*whole number/],
    ['a variable', [], { CARREL_ANSWER_TOP_K: 'many' }, /CARREL_ANSWER_TOP_K.*whole number/],
  ])('a bad value in %s keeps the command from running', async (_name, args, variables, message) => {
    const run = await place.run(['status', '--library', place.library, '--json', ...args], { variables });
    expect(failure(run)).toMatchObject({
      exit: 2,
      reason: 'settings/invalid-value',
      message: expect.stringMatching(message),
    });
  });

  test('a bad --config file keeps the command from running', async () => {
    expect(failure(await place.carrel('status', '--config', 'nowhere.json'))).toMatchObject({ exit: 2 });
    await place.write('bad.json', '{"answer.topK": "many"}');
    expect(failure(await place.carrel('status', '--config', 'bad.json'))).toMatchObject({ exit: 2 });
  });

  test('a broken settings.json and unknown keys in it and the environment are findings of the doctor', async () => {
    await place.write('library/settings.json', '{"answer.topK":');
    const broken = await place.carrel('doctor');
    expect(broken.stdout).toMatch(/settings\.json is not valid JSON/);
    await place.write('library/settings.json', '{"answer.topQ": 3}');
    const run = await place.run(['doctor', '--library', place.library, '--json'], {
      variables: { CARREL_ANSWER_TOPP_K: '3' },
    });
    expect(run.last().unknownSettings).toEqual([
      expect.objectContaining({ key: 'CARREL_ANSWER_TOPP_K', nearest: 'CARREL_ANSWER_TOP_K' }),
      expect.objectContaining({ key: 'answer.topQ', nearest: 'answer.topK' }),
    ]);
    expect(await readFile(place.path('library/settings.json'), 'utf8')).toBe('{"answer.topQ": 3}');
  });
});

describe('restore', () => {
  test('garbage, nothing and a full folder are refused, and nothing is made', async () => {
    await mkdir(place.path('full'));
    await place.write('full/mine.txt', 'mine');
    expect(failure(await place.run(['restore', 'first/heron.md', '--into', 'new', '--json']))).toMatchObject({
      exit: 2,
      reason: 'backup/not-a-backup',
    });
    expect(failure(await place.run(['restore', 'nowhere', '--into', 'new', '--json']))).toMatchObject({ exit: 3 });
    expect((await place.carrel('backup', 'good.carrel')).exitCode).toBe(0);
    expect(failure(await place.run(['restore', 'good.carrel', '--into', 'full', '--json']))).toMatchObject({
      exit: 4,
      message: expect.stringContaining('not empty'),
    });
    const whole = await readFile(place.path('good.carrel'));
    await place.write('cut.carrel', whole.subarray(0, Math.floor(whole.length / 2)));
    expect(failure(await place.run(['restore', 'cut.carrel', '--into', 'new', '--json']))).toMatchObject({
      exit: 8,
      code: 'corrupt',
    });
    await expect(readFile(place.path('new/library.json'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readFile(place.path('full/mine.txt'), 'utf8')).toBe('mine');
  });
});
