/** What the preload script hands to the page: frames, and the path behind a dropped file. */
export interface CarrelBridge {
  send(frame: unknown): void;
  /** @returns a function that ends the listening. */
  onFrame(listener: (frame: unknown) => void): () => void;
  /** The path on disk, or an empty string for a file that has none. */
  pathForFile(file: File): string;
}

declare global {
  interface Window {
    carrelBridge?: CarrelBridge;
  }
}

/** The bridge of the desktop app; undefined where the page runs in a browser. */
export function findBridge(): CarrelBridge | undefined {
  return typeof window === 'undefined' ? undefined : window.carrelBridge;
}
