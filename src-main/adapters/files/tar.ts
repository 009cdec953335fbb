/**
 * The part of POSIX tar (ustar) that a backup needs: regular files with short names, written and read as streams.
 *
 * A header block of 512 bytes, the bytes, zeros up to the next multiple of 512; two blocks of zeros at the end. Sizes
 * of 8 GiB and more in GNU's binary form, which every tar reads. Deliberately absent: links, folders, owners, long
 * names; a reader that cannot make a link cannot be tricked by one.
 */
export const TAR_BLOCK = 512;
const OCTAL_SIZE_LIMIT = 8 ** 11;

/** Bytes that this module would not have written; the message is a sentence. */
export class TarDamage extends Error {
  override readonly name = 'TarDamage';
}

export interface TarEntry {
  readonly name: string;
  readonly sizeBytes: number;
}

/** The header block of a regular file. */
export function tarHeader({ name, sizeBytes }: TarEntry, modifiedAt: Date): Uint8Array {
  const block = Buffer.alloc(TAR_BLOCK);
  if (Buffer.byteLength(name) > 100) throw new RangeError(`Name too long for this tar: ${name}`);
  block.write(name, 0, 'utf8');
  block.write('0000600\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  writeSize(block, sizeBytes);
  block.write(`${octal(Math.floor(modifiedAt.getTime() / 1000), 11)}\0`, 136);
  block.write('0', 156);
  block.write('ustar\x0000', 257, 'latin1');
  block.write(`${octal(checksum(block), 6)}\0 `, 148);
  return block;
}

/** Zeros after `sizeBytes` bytes of content. */
export function tarPadding(sizeBytes: number): Uint8Array {
  return new Uint8Array((TAR_BLOCK - (sizeBytes % TAR_BLOCK)) % TAR_BLOCK);
}

export const TAR_END = new Uint8Array(2 * TAR_BLOCK);

/**
 * Reads the entries of a tar stream in order; the content of each must be consumed before the next is asked for.
 *
 * @throws TarDamage for anything this module does not write
 */
export async function* readTar(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<TarEntry & { content(): AsyncGenerator<Uint8Array> }, void, void> {
  const bytes = new ByteSource(source);
  for (;;) {
    const block = await bytes.take(TAR_BLOCK);
    if (block.every((byte) => byte === 0)) break;
    const entry = parseHeader(block);
    let isRead = false;
    yield {
      ...entry,
      async *content() {
        isRead = true;
        yield* bytes.pieces(entry.sizeBytes);
        await bytes.takeZeros((TAR_BLOCK - (entry.sizeBytes % TAR_BLOCK)) % TAR_BLOCK);
      },
    };
    if (!isRead) throw new Error(`The content of ${entry.name} was not read`);
  }
  await bytes.takeZeros(TAR_BLOCK);
  await bytes.assertEnd();
}

/** Bytes of a stream in the portions that the format asks for. */
class ByteSource {
  #iterator: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#iterator = source[Symbol.asyncIterator]();
  }

  async *pieces(count: number): AsyncGenerator<Uint8Array, void, void> {
    let left = count;
    while (left > 0) {
      if (this.#rest.length === 0) await this.#fill();
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  async take(count: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for await (const piece of this.pieces(count)) parts.push(piece);
    return Buffer.concat(parts);
  }

  async takeZeros(count: number): Promise<void> {
    if ((await this.take(count)).some((byte) => byte !== 0)) throw damaged('it has bytes where none should be');
  }

  async assertEnd(): Promise<void> {
    for (;;) {
      if (this.#rest.length > 0) throw damaged('something follows its end');
      const next = await this.#iterator.next();
      if (next.done === true) return;
      this.#rest = next.value;
    }
  }

  async #fill(): Promise<void> {
    while (this.#rest.length === 0) {
      const next = await this.#iterator.next();
      if (next.done === true) throw damaged('it ends too early');
      this.#rest = next.value;
    }
  }
}

function parseHeader(bytes: Uint8Array): TarEntry {
  const block = Buffer.from(bytes);
  const sum = Number.parseInt(text(block, 148, 8).trim(), 8);
  if (sum !== checksum(block)) throw damaged('a header does not match its checksum');
  if (text(block, 257, 5) !== 'ustar' || block[156] !== 0x30) throw damaged('it holds something that is no plain file');
  return { name: text(block, 0, 100), sizeBytes: readSize(block) };
}

/** The sum of the header's bytes, its own field counted as spaces. */
function checksum(block: Uint8Array): number {
  let sum = 0;
  for (const [index, byte] of block.entries()) sum += index >= 148 && index < 156 ? 0x20 : byte;
  return sum;
}

function writeSize(block: Buffer, sizeBytes: number): void {
  if (sizeBytes < OCTAL_SIZE_LIMIT) {
    block.write(`${octal(sizeBytes, 11)}\0`, 124);
  } else {
    block[124] = 0x80;
    block.writeBigUInt64BE(BigInt(sizeBytes), 128);
  }
}

function readSize(block: Buffer): number {
  const size =
    block[124] === 0x80 ? Number(block.readBigUInt64BE(128)) : Number.parseInt(text(block, 124, 12).trim(), 8);
  if (!Number.isSafeInteger(size) || size < 0) throw damaged('a size is not a number');
  return size;
}

function text(block: Buffer, start: number, length: number): string {
  const end = block.indexOf(0, start);
  return block.toString('utf8', start, end === -1 || end > start + length ? start + length : end);
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

function damaged(why: string): TarDamage {
  return new TarDamage(`The archive is damaged: ${why}.`);
}
