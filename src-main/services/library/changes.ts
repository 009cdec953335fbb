/** Tells whoever shows the library that it changed. */
export interface Changes {
  /** Collections, sources, passages or the list of jobs changed. */
  announce(): void;
  /** A job went on; nothing that was committed changed. */
  announceProgress(): void;
  /** Grows with every change, not with progress: what is cached by it stays good while files are read. */
  revision(): number;
  /** @returns a function that stops the listening */
  onChange(listener: () => void): () => void;
}

export function createChanges(): Changes {
  const listeners = new Set<() => void>();
  let revision = 0;
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    announce() {
      revision++;
      tell();
    },
    announceProgress: tell,
    revision: () => revision,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
