/** Runs pieces of work one after the other, in the order they came; a failure of one does not stop the next. */
export type Serial = <T>(work: () => Promise<T>) => Promise<T>;

export function createSerial(): Serial {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined); // the caller of `work` hears of its failure
    return turn;
  };
}
