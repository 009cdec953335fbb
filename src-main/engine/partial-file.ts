/** A file that is read in parts: float rows and passages need not be in memory. */
export interface PartialFile {
  readonly sizeBytes: number;
  /** Fills `into` with the bytes from `at` on. @throws Failure when they cannot be read */
  read(at: number, into: Uint8Array): void;
}

/** Bytes in memory, as a file. */
export function partialFileOf(bytes: Uint8Array): PartialFile {
  return {
    sizeBytes: bytes.length,
    read: (at, into) => into.set(bytes.subarray(at, at + into.length)),
  };
}
