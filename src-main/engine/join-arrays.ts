/** The ids of `parts` one after the other. Typed throughout: as plain arrays a million of them take 100 ms. */
export const joinIds = (parts: readonly Uint32Array[]): Uint32Array => fill(new Uint32Array(lengthOf(parts)), parts);

/** The bytes of `parts` one after the other. */
export const joinBytes = (parts: readonly Uint8Array[]): Uint8Array => fill(new Uint8Array(lengthOf(parts)), parts);

const lengthOf = (parts: readonly { readonly length: number }[]): number =>
  parts.reduce((sum, { length }) => sum + length, 0);

function fill<A extends Uint8Array | Uint32Array>(all: A, parts: readonly A[]): A {
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
