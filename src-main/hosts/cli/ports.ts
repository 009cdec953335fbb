import type { CarrelClient } from '../../../src-contract/index.ts';

/** What the command line knows about the library a command is for. */
export interface OpenClientOptions {
  /** Name of the command, `eval beir` for example; for messages and logs. */
  readonly command: string;
  /** `--library`; never empty. Absent: environment, settings and defaults decide. */
  readonly library?: string;
  /** `--config` */
  readonly config?: string;
  /** `--set key=value`, unparsed; the last of one key counts. */
  readonly set: Readonly<Record<string, string>>;
  /** False for commands that look at no library of the user's: `restore` and `eval`. */
  readonly needsLibrary: boolean;
}

/** Where a served library is reached. */
export interface ServedLibrary {
  /** An address that opens the page once. */
  readonly url: string;
  readonly origin: string;
}

/** A client of this process's own services, or of the process that owns the library. */
export interface OpenedClient {
  readonly client: CarrelClient;
  /** Whether another process owns the library and does the work. */
  readonly attached: boolean;
  /**
   * Starts the loopback host, which ends with `close`.
   *
   * When attached, the owner's own host is named instead, and `port` is not looked at.
   */
  serve(options: { readonly port: number }): Promise<ServedLibrary>;
  close(): Promise<void>;
}

/** @throws Failure for everything that keeps a library closed */
export type OpenClient = (options: OpenClientOptions) => Promise<OpenedClient>;

/** A terminal, a pipe or a file. */
export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Everything the command line takes from the process it runs in. */
export interface CliEnvironment {
  readonly openClient: OpenClient;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly cwd: string;
  readonly home: string;
  readonly version: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Aborts when the person presses Ctrl-C or the process is asked to end. */
  readonly signal: AbortSignal;
  openBrowser(url: string): Promise<void>;
  /**
   * Runs the benchmarks in a process of their own and resolves with its exit code.
   *
   * @throws Failure `unsupported` where Carrel was installed without them
   */
  runBenchmarks(args: readonly string[]): Promise<number>;
}
