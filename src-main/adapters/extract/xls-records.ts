/*
 * The records of a workbook of Excel 97 to 2003 (BIFF8): a number, a length, a body of at most 8 kB; longer bodies go
 * on in records CONTINUE. Strings that are cut there begin again with a byte that says how wide their letters are.
 * Source: [MS-XLS], 2.5.240 and 2.5.293.
 */

export const RECORD = {
  formula: 0x06,
  endOfPart: 0x0a,
  date1904: 0x22,
  filePass: 0x2f,
  continued: 0x3c,
  boundSheet: 0x85,
  multipleRk: 0xbd,
  format: 0x41e,
  style: 0xe0,
  sharedStrings: 0xfc,
  sharedLabel: 0xfd,
  number: 0x203,
  label: 0x204,
  boolOrError: 0x205,
  string: 0x207,
  rk: 0x27e,
  start: 0x809,
} as const;

/** A record with what follows it in CONTINUE; `parts` has the body first. */
export interface XlsRecord {
  readonly type: number;
  readonly offset: number;
  readonly parts: readonly Uint8Array[];
}

/** The records of a stream from an offset on. */
export function* readRecords(stream: Uint8Array, from = 0): Generator<XlsRecord> {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  let at = from;
  while (at + 4 <= stream.length) {
    const offset = at;
    const type = view.getUint16(at, true);
    const parts: Uint8Array[] = [];
    do {
      const length = view.getUint16(at + 2, true);
      parts.push(stream.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    } while (at + 4 <= stream.length && view.getUint16(at, true) === RECORD.continued);
    yield { type, offset, parts };
  }
}

/** Reads numbers and strings from the body of a record and over into its continuations; zero behind its end. */
export class BodyReader {
  readonly #parts: readonly Uint8Array[];
  #part = 0;
  #at = 0;

  constructor(parts: readonly Uint8Array[]) {
    this.#parts = parts;
  }

  get isAtEnd(): boolean {
    this.#turn();
    return this.#part >= this.#parts.length;
  }

  byte(): number {
    this.#turn();
    const value = this.#parts[this.#part]?.[this.#at] ?? 0;
    this.#at += 1;
    return value;
  }

  uint16(): number {
    return this.byte() + this.byte() * 256;
  }

  uint32(): number {
    return this.uint16() + this.uint16() * 65_536;
  }

  skip(count: number): void {
    for (let index = 0; index < count && !this.isAtEnd; index += 1) this.byte();
  }

  /** A string with its length before it, in one byte or two. */
  string(lengthBytes: 1 | 2): string {
    const length = lengthBytes === 1 ? this.byte() : this.uint16();
    const flags = this.byte();
    const runs = (flags & 8) === 0 ? 0 : this.uint16();
    const extra = (flags & 4) === 0 ? 0 : this.uint32();
    const text = this.#letters(length, (flags & 1) === 1);
    this.skip(runs * 4 + extra);
    return text;
  }

  #letters(length: number, isWide: boolean): string {
    let wide = isWide;
    const units: number[] = [];
    for (let index = 0; index < length; index += 1) {
      const current = this.#part;
      if (this.isAtEnd) break;
      // The rest of a string that was cut says anew how wide it is.
      if (this.#part !== current) wide = (this.byte() & 1) === 1;
      units.push(wide ? this.uint16() : this.byte());
    }
    let text = '';
    for (let at = 0; at < units.length; at += 8192) text += String.fromCharCode(...units.slice(at, at + 8192));
    return text;
  }

  #turn(): void {
    while (this.#part < this.#parts.length && this.#at >= this.#parts[this.#part]!.length) {
      this.#part += 1;
      this.#at = 0;
    }
  }
}

/** The number in the 30 bits of an RK: an integer or the upper part of a double, perhaps a hundred times too large. */
export function rkNumber(rk: number): number {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setUint32(0, (rk & 0xfffffffc) >>> 0);
  const value = (rk & 2) === 2 ? rk >> 2 : bits.getFloat64(0);
  return (rk & 1) === 1 ? value / 100 : value;
}
