import { PDFDataRangeTransport } from 'pdfjs-dist';
import { Failure } from '../../../src-contract/failure.ts';
import { authorization } from '../../lib/tab-key.ts';

/** Some bytes of an original, from its start; `total` is the size of the whole. */
export interface FirstBytes {
  readonly bytes: Uint8Array;
  readonly total: number;
}

/**
 * Reads the bytes `begin` to `end` (exclusive) of an original.
 *
 * A host that does not know ranges sends everything; then `bytes` is the whole, and `total` its size.
 *
 * @throws Failure `not-found` when the original cannot be read any more
 */
export async function fetchRange(
  address: string,
  begin: number,
  end: number,
  signal: AbortSignal,
): Promise<FirstBytes> {
  const headers = { ...authorization(), range: `bytes=${begin}-${end - 1}` };
  const response = await fetch(address, { headers, signal });
  if (!response.ok) {
    throw new Failure('not-found', 'The original could not be opened: it has moved, changed or was deleted.', {
      reason: `library/original-${response.status}`,
    });
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  const total = Number(/\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1] ?? bytes.length);
  return { bytes, total };
}

/**
 * Hands pdf.js the parts of an original it asks for.
 *
 * Its own network code would use XMLHttpRequest for the scheme of the desktop app; fetch serves both hosts alike.
 */
export class OriginalRanges extends PDFDataRangeTransport {
  readonly #address: string;
  readonly #signal: AbortSignal;
  readonly #onLost: (failure: unknown) => void;

  constructor(address: string, first: FirstBytes, signal: AbortSignal, onLost: (failure: unknown) => void) {
    super(first.total, first.bytes);
    this.#address = address;
    this.#signal = signal;
    this.#onLost = onLost;
  }

  override requestDataRange(begin: number, end: number): void {
    fetchRange(this.#address, begin, end, this.#signal).then(
      ({ bytes }) => this.onDataRange(begin, bytes),
      (failure: unknown) => {
        if (!this.#signal.aborted) this.#onLost(failure);
      },
    );
  }
}
