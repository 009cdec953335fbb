import { closeSync, readSync } from 'node:fs';
import { Failure } from '../../../src-contract/failure.ts';

/** Closes files that nobody can read any more. */
const forgotten = new FinalizationRegistry(closeSync);

/**
 * An open file that is read in parts, at once: what is asked for is small, and in the system's cache as a rule.
 *
 * It can be read although it was removed meanwhile, so a search goes on with the generation that it began with. Closed
 * when nobody has it any more, or by `close`.
 */
export class OpenFile {
  readonly name: string;
  readonly sizeBytes: number;
  #descriptor: number | undefined;

  constructor(name: string, sizeBytes: number, descriptor: number) {
    this.name = name;
    this.sizeBytes = sizeBytes;
    this.#descriptor = descriptor;
    forgotten.register(this, descriptor, this);
  }

  /**
   * Fills `into` with the bytes from `at` on.
   *
   * @throws Failure `unavailable` when the file is closed, ends early or cannot be read
   */
  read(at: number, into: Uint8Array): void {
    for (let done = 0; done < into.length; ) {
      const count = this.#readSome(at + done, into, done);
      if (count === 0) throw unreadable(this.name, 'it ends early');
      done += count;
    }
  }

  #readSome(position: number, into: Uint8Array, offset: number): number {
    if (this.#descriptor === undefined) throw unreadable(this.name, 'it is closed');
    try {
      return readSync(this.#descriptor, into, offset, into.length - offset, position);
    } catch (cause) {
      throw unreadable(this.name, cause instanceof Error ? cause.message : String(cause), cause);
    }
  }

  /** May be called again. */
  close(): void {
    if (this.#descriptor === undefined) return;
    forgotten.unregister(this);
    closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

function unreadable(name: string, why: string, cause?: unknown): Failure {
  return new Failure(
    'unavailable',
    `Could not read ${name} of the index: ${why}. Search again; if it stays so, run "carrel doctor --repair".`,
    { reason: 'index/unreadable', cause },
  );
}
