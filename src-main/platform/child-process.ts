/** A child process that speaks structured-clone messages; Electron's utilityProcess and Node's fork both fit. */
export interface ChildHandle {
  readonly pid: number | undefined;
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once; `code` is null when a signal ended the child. */
  onExit(listener: (code: number | null) => void): void;
  kill(): void;
}

/** Starts child processes: `forkChild` in plain Node, `shell/utility-child.ts` in Electron. */
export interface ChildLauncher {
  launch(
    entry: URL,
    options?: { readonly env?: Readonly<Record<string, string>>; readonly name?: string },
  ): ChildHandle;
}
