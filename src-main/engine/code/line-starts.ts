/** Finds the line of an offset in logarithmic time. */
export class LineStarts {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  /** The line, from 1, that holds the character at `offset`. */
  lineOf(offset: number): number {
    return this.#indexOf(offset) + 1;
  }

  /** Where that line begins. */
  startOf(offset: number): number {
    return this.#starts[this.#indexOf(offset)]!;
  }

  #indexOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
