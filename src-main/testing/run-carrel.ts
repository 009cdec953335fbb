import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const CLI = resolve('src-main/cli.ts');

/** One line of `--json` output; which fields it has depends on its type. */
export type JsonLine = Readonly<Record<string, unknown>>;

/** What a run of the real `carrel` left behind. */
export interface CarrelRun {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of stdout, parsed; throws when one is no JSON. */
  lines(): JsonLine[];
  /** The last of them. */
  last(): JsonLine;
}

/** A `carrel` under way. Disposing it kills it and waits. */
export interface RunningCarrel extends AsyncDisposable {
  readonly pid: number;
  readonly ended: Promise<CarrelRun>;
  /** Resolves with the first line, old or new, that `accepts` says yes to. Rejects when the process ends first. */
  waitFor(accepts: (line: JsonLine) => boolean): Promise<JsonLine>;
  kill(signal: NodeJS.Signals): void;
}

/** A temporary folder with a home of its own, in which `carrel` runs. */
export interface Workspace extends AsyncDisposable {
  readonly folder: string;
  /** The folder of a library, absent at first. */
  readonly library: string;
  path(...parts: string[]): string;
  write(path: string, content: string | Uint8Array): Promise<string>;
  /** Starts the real command line, from source, with its output on pipes. */
  start(args: readonly string[], options?: RunOptions): RunningCarrel;
  /** Runs it to its end, with `--library` and `--json`. */
  carrel(...args: string[]): Promise<CarrelRun>;
  /** Runs it to its end with exactly these arguments. */
  run(args: readonly string[], options?: RunOptions): Promise<CarrelRun>;
}

export interface RunOptions {
  readonly variables?: Readonly<Record<string, string>>;
  /** A program and arguments to run it under, `unshare -n` for example. */
  readonly under?: readonly string[];
}

/** A test that ran out of time never comes to its end: what it started must not outlive the tests. */
const living = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

/** Makes a workspace; nothing of the machine's own settings or libraries is seen in it. */
export async function aWorkspace(): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), 'carrel-cli-'));
  const library = join(folder, 'library');
  const running = new Set<RunningCarrel>();
  const workspace: Workspace = {
    folder,
    library,
    path: (...parts) => join(folder, ...parts),
    async write(path, content) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      return file;
    },
    start(args, options = {}) {
      const process = startCarrel(folder, args, options);
      running.add(process);
      return process;
    },
    run: (args, options) => workspace.start(args, options).ended,
    carrel: (...args) => workspace.run([...args, '--library', library, '--json']),
    async [Symbol.asyncDispose]() {
      for (const process of running) await process[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return workspace;
}

function startCarrel(folder: string, args: readonly string[], options: RunOptions): RunningCarrel {
  const [program = process.execPath, ...rest] = [...(options.under ?? []), process.execPath, CLI, ...args];
  const child = spawn(program, rest, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: join(folder, 'home'),
      XDG_CONFIG_HOME: join(folder, 'home', 'config'),
      XDG_DATA_HOME: join(folder, 'home', 'data'),
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, // see vitest.config.ts
      ...options.variables,
    },
  });
  living.add(child);
  child.once('close', () => living.delete(child));
  const heard = hear(child);
  return {
    pid: child.pid ?? -1,
    ended: heard.ended,
    waitFor: heard.waitFor,
    kill: (signal) => void child.kill(signal),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await heard.ended;
    },
  };
}

/** Collects what a child says and how it ends. */
function hear(child: ChildProcess): Pick<RunningCarrel, 'ended' | 'waitFor'> {
  const said = { stdout: '', stderr: '' };
  let look = (): void => {};
  const ended = new Promise<CarrelRun>((settle, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      const lines = (): JsonLine[] => wholeLines(said.stdout);
      settle({ ...said, exitCode, signal, lines, last: () => lines().at(-1) ?? {} });
    });
  });
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      look();
    });
  }
  return {
    ended,
    waitFor: (accepts) =>
      new Promise((found, reject) => {
        look = () => {
          const line = wholeLines(said.stdout).find(accepts);
          if (line !== undefined) found(line);
        };
        look();
        ended.then(
          (run) => reject(new Error(`carrel ended (${run.exitCode}) first: ${run.stdout}${run.stderr}`)),
          reject,
        );
      }),
  };
}

function wholeLines(text: string): JsonLine[] {
  const lines = text.split('\n').slice(0, -1); // what a killed process had not finished is no line
  return lines.map((line) => JSON.parse(line) as JsonLine);
}
