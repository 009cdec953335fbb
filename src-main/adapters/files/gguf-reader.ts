import type { FileHandle } from 'node:fs/promises';

/** Why a file is no usable GGUF, as a sentence for people. */
export class GgufProblem extends Error {
  override readonly name = 'GgufProblem';
}

/** Tokenizers of 250,000 words take about 5 MB of header. Guess; what stands after is not looked at. */
const BUDGET_BYTES = 8 * 1024 * 1024;
const WINDOW_BYTES = 256 * 1024;

/** More of the header would have to be read than is worth it. */
export class BudgetSpent extends Error {}

/** A cursor over the first bytes of a file that reads what is looked at, in windows. */
export class HeaderReader {
  readonly size: number;
  #handle: FileHandle;
  #position = 0;
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;
  #readBytes = 0;

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.size = size;
  }

  /** Where the next byte is read from. */
  get position(): number {
    return this.#position;
  }

  skip(count: number): void {
    this.#position += count;
    if (this.#position > this.size) throw new GgufProblem('The file is cut short; the download may have failed.');
  }

  async bytes(count: number): Promise<Buffer> {
    const start = this.#position;
    this.skip(count);
    const isInside = start >= this.#windowStart && this.#position <= this.#windowStart + this.#window.length;
    if (!isInside) await this.#load(start, count);
    return this.#window.subarray(start - this.#windowStart, start - this.#windowStart + count);
  }

  async uint32(): Promise<number> {
    return (await this.bytes(4)).readUInt32LE();
  }

  /** A 64-bit number that counts something, so it must be one that JavaScript holds exactly. */
  async count(): Promise<number> {
    const value = await this.wholeNumber();
    if (value === undefined) throw new GgufProblem('The header is damaged: a number is too large.');
    return value;
  }

  /** A 64-bit value, such as a seed; undefined when JavaScript cannot hold it exactly. */
  async wholeNumber(): Promise<number | undefined> {
    const value = (await this.bytes(8)).readBigUInt64LE();
    return value > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(value);
  }

  /** A string of at most `limitBytes`; a longer one is stepped over. */
  async text(limitBytes: number): Promise<string | undefined> {
    const length = await this.count();
    if (length <= limitBytes) return (await this.bytes(length)).toString('utf8');
    this.skip(length);
    return undefined;
  }

  async #load(start: number, count: number): Promise<void> {
    const wanted = Math.min(Math.max(count, WINDOW_BYTES), this.size - start);
    this.#readBytes += wanted;
    if (this.#readBytes > BUDGET_BYTES) throw new BudgetSpent();
    const buffer = Buffer.alloc(wanted);
    const { bytesRead } = await this.#handle.read(buffer, 0, wanted, start);
    if (bytesRead < count) throw new GgufProblem('The file is cut short; the download may have failed.');
    this.#window = buffer.subarray(0, bytesRead);
    this.#windowStart = start;
  }
}
