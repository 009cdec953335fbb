/** Reads a small preference of this window; absent where storage is switched off. */
export function recall(key: string): string | undefined {
  try {
    return localStorage.getItem(`carrel.${key}`) ?? undefined;
  } catch {
    return undefined; // storage can be forbidden by the browser; the preference is then kept for this visit only
  }
}

/** Keeps a small preference of this window. */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`carrel.${key}`, value);
  } catch {
    return; // storage full or forbidden: nothing depends on it
  }
}
