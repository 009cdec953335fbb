/** Tells whoever shows the library that it changed. */
export interface Changes {
  announce(): void;
  /** Grows with every change. */
  revision(): number;
  /** @returns a function that stops the listening */
  onChange(listener: () => void): () => void;
}

export function createChanges(): Changes {
  const listeners = new Set<() => void>();
  let revision = 0;
  return {
    announce() {
      revision++;
      for (const listener of listeners) listener();
    },
    revision: () => revision,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
