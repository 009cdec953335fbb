import type { OcrPage, OcrReader } from '../services/library/index.ts';

/** Reads pages of `.scan` files at once: each word of `page <n>` in the languages asked for. */
export interface FakeOcr extends OcrReader {
  readonly log: string[];
  /** Called before each page; may wait, or abort. */
  onPage: (page: number) => Promise<void> | void;
}

export function createFakeOcr(): FakeOcr {
  const ocr: FakeOcr = {
    log: [],
    onPage: () => undefined,
    canRead: (name) => name.endsWith('.scan'),
    async readPage({ target, page, languages }, signal) {
      await ocr.onPage(page);
      signal.throwIfAborted();
      ocr.log.push(`${target.name} ${page} ${languages.join('+')}`);
      const text = `recognised page ${page}`;
      const read: OcrPage = { text, confidence: 87, width: 100, height: 200, words: [[0, 10, 10, 150, 40, 12]] };
      return { kind: 'read', page: read };
    },
    close: async () => {},
  };
  return ocr;
}
