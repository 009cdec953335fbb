/** Things to close, in the reverse order of their opening. */
export interface Disposals {
  add(close: () => Promise<void> | void): void;
  /**
   * Closes everything once; later calls wait for the first.
   *
   * One that fails does not keep the others open. @throws AggregateError when some failed
   */
  closeAll(): Promise<void>;
}

export function createDisposals(): Disposals {
  const closers: (() => Promise<void> | void)[] = [];
  let closing: Promise<void> | undefined;

  async function closeInReverse(): Promise<void> {
    const failures: unknown[] = [];
    for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
      try {
        await close();
      } catch (thrown) {
        failures.push(thrown);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be closed');
  }

  return {
    add: (close) => void closers.push(close),
    closeAll() {
      closing ??= closeInReverse();
      return closing;
    },
  };
}
