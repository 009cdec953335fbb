/** Entry of the `carrel` command: hands the process to the command line host. */
import { homedir } from 'node:os';
import { runCli } from './hosts/cli/run-cli.ts';
import { locateApp } from './platform/app-paths.ts';
import { guardNetwork } from './platform/network-guard.ts';

guardNetwork('main');

const app = locateApp(import.meta.url);
const interruption = new AbortController();

/** Handles that a broken command left open must not keep a shell waiting. */
const LEAVE_MS = 3_000;

/** Two of a signal closer than this are one: bin/carrel.mjs sends on what the terminal sent already. */
const ECHO_MS = 500;

let interruptedAt = 0;
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    if (!interruption.signal.aborted) interruptedAt = performance.now();
    else if (performance.now() - interruptedAt > ECHO_MS) process.exit(130); // asked twice: the library can take it
    interruption.abort();
  });
}
// The reader of a pipe left (`carrel search … | head`): there is nobody to work for.
process.stdout.on('error', () => interruption.abort());
process.on('unhandledRejection', (thrown) => {
  process.stderr.write(`carrel: a bug of Carrel's own: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 70;
});

const exitCode = await runCli(process.argv.slice(2), {
  // Loaded when a command needs it: help and wrong arguments answer at once.
  openClient: async (options) => (await import('./open-client.ts')).createOpenClient(app)(options),
  openBrowser: async (url) => {
    const { default: open } = await import('open');
    await open(url);
  },
  runBenchmarks: async (args) =>
    (await import('./run-benchmarks.ts')).runBenchmarks(app.root, args, interruption.signal),
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  home: homedir(),
  version: app.version,
  variables: process.env,
  signal: interruption.signal,
});
process.exitCode ??= exitCode;
setTimeout(() => process.exit(), LEAVE_MS).unref();
