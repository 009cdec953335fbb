import { createCarrierPair } from '../../src-contract/carrier-pair.ts';
import { connect } from '../../src-contract/connect.ts';
import { contract } from '../../src-contract/index.ts';
import type { CliEnvironment, OpenClientOptions, OpenedClient, TextSink } from '../hosts/cli/ports.ts';
import { runCli } from '../hosts/cli/run-cli.ts';
import { createDispatcher } from '../hosts/dispatcher.ts';
import { serve } from '../hosts/serve.ts';
import { silentLog } from '../platform/log.ts';
import type { FakeLibrary } from './fake-library.ts';

/** What a run of the command line left behind. */
export interface CliRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of stdout, parsed. */
  readonly json: readonly unknown[];
  /** How the library was asked for; empty when the command never came so far. */
  readonly opened: readonly OpenClientOptions[];
  readonly closed: number;
  /** Arguments the benchmarks were run with, one entry a run. */
  readonly benchmarks: readonly (readonly string[])[];
}

interface RunOptions {
  readonly signal?: AbortSignal;
  readonly isTTY?: boolean;
  readonly open?: () => Promise<OpenedClient>;
  readonly onOutput?: (text: string) => void;
  readonly serve?: OpenedClient['serve'];
  readonly attached?: boolean;
  /** Exit code of the benchmarks; absent: 0. */
  readonly benchmarksEnd?: number;
}

/** Runs a command line over a library in memory, through the real wire. */
export async function runTestCli(
  library: FakeLibrary,
  args: readonly string[],
  options: RunOptions = {},
): Promise<CliRun> {
  const { isTTY = false, onOutput = () => {} } = options;
  const opened: OpenClientOptions[] = [];
  const benchmarks: (readonly string[])[] = [];
  let closed = 0;
  const sink = (): TextSink & { text: string } => ({
    text: '',
    isTTY,
    columns: 100,
    write(text) {
      this.text += text;
      onOutput(text);
    },
  });
  const stdout = sink();
  const stderr = { ...sink(), isTTY: false };

  async function openFake(): Promise<OpenedClient> {
    const [near, far] = createCarrierPair();
    serve(far, createDispatcher(contract, library.handlers, silentLog), 'cli');
    return {
      client: connect(near, contract),
      attached: options.attached ?? false,
      serve: options.serve ?? (async () => ({ url: 'http://127.0.0.1:1/enter', origin: 'http://127.0.0.1:1' })),
      close: async () => {
        closed += 1;
        near.close();
      },
    };
  }
  const environment: CliEnvironment = {
    openClient: async (wanted) => {
      opened.push(wanted);
      return (options.open ?? openFake)();
    },
    openBrowser: async () => {},
    runBenchmarks: async (wanted) => {
      benchmarks.push(wanted);
      return options.benchmarksEnd ?? 0;
    },
    stdout,
    stderr,
    cwd: '/courses',
    home: '/home/ada',
    version: '0.1.0',
    variables: {},
    signal: options.signal ?? new AbortController().signal,
  };
  const exitCode = await runCli(args, environment);
  return {
    exitCode,
    stdout: stdout.text,
    stderr: stderr.text,
    opened,
    closed,
    benchmarks,
    get json() {
      return stdout.text
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line));
    },
  };
}
