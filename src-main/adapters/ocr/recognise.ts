import { createWorker, OEM, type Page, type Word, type Worker } from 'tesseract.js';
import { sentence } from '../../../src-contract/host-message.ts';
import type { OcrLanguage } from '../../../src-contract/ocr.ts';
import type { OcrPage, OcrWord } from '../../services/library/ports.ts';
import { messageOf, Unreadable } from '../extract/unreadable.ts';
import type { PagePicture } from './page-picture.ts';

/** Reads pictures of pages with tesseract; keeps it loaded while the languages stay the same. */
export interface Recogniser {
  /** @throws Unreadable `invalid` when tesseract cannot read the picture */
  read(picture: PagePicture, languages: readonly OcrLanguage[]): Promise<OcrPage>;
}

/** Marks that tesseract sees in pictures and lines and is not sure of. A guess. */
const SURE_OF_A_MARK = 50;

/** `dataFolder` holds `<language>.traineddata.gz`; nothing else is read, and nothing is downloaded. */
export function createRecogniser(dataFolder: string): Recogniser {
  let current: { readonly key: string; readonly worker: Promise<Worker> } | undefined;

  async function workerFor(languages: readonly OcrLanguage[]): Promise<Worker> {
    const key = languages.join('+');
    if (current?.key === key) return current.worker;
    await current?.worker.then((worker) => worker.terminate());
    const options = { langPath: dataFolder, cacheMethod: 'none', gzip: true, errorHandler: () => undefined };
    const worker = createWorker([...languages], OEM.LSTM_ONLY, options);
    current = { key, worker };
    return worker;
  }

  return {
    async read(picture, languages) {
      const worker = await workerFor(languages);
      try {
        const { data } = await worker.recognize(picture.png, {}, { blocks: true });
        return pageOf(data, picture);
      } catch (thrown) {
        throw new Unreadable('invalid', sentence('ocr-picture-failed', { why: messageOf(thrown) }), thrown);
      }
    },
  };
}

/** Lines become lines, paragraphs are parted by an empty one; each word knows its range in the text. */
function pageOf(data: Page, picture: PagePicture): OcrPage {
  let text = '';
  let sum = 0;
  let letters = 0;
  const words: OcrWord[] = [];
  for (const paragraph of (data.blocks ?? []).flatMap((block) => block.paragraphs)) {
    let isFirst = true;
    for (const line of paragraph.lines) {
      const kept = line.words.filter(isPlausible);
      if (kept.length === 0) continue;
      if (text !== '') text += isFirst ? '\n\n' : '\n';
      isFirst = false;
      for (const [index, word] of kept.entries()) {
        if (index > 0 && needsSpace(text, word.text)) text += ' ';
        words.push([text.length, text.length + word.text.length, ...boxOf(word, picture)]);
        text += word.text;
        sum += word.confidence * word.text.length;
        letters += word.text.length;
      }
    }
  }
  const confidence = letters === 0 ? 0 : Math.min(100, Math.max(0, sum / letters));
  return { text, confidence, width: picture.width, height: picture.height, words };
}

function isPlausible(word: Word): boolean {
  if (word.text.trim() === '') return false;
  return /[\p{L}\p{N}]/u.test(word.text) || word.confidence >= SURE_OF_A_MARK;
}

/** Tesseract parts Chinese characters as if they were words. */
const WITHOUT_SPACES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;

function needsSpace(before: string, after: string): boolean {
  return !(WITHOUT_SPACES.test(before.slice(-1)) && WITHOUT_SPACES.test(after.slice(0, 1)));
}

/** From pixels from the top to points from the bottom, in tenths. */
function boxOf({ bbox }: Word, { scale, height }: PagePicture): [number, number, number, number] {
  const points = (pixels: number): number => Math.round((pixels / scale) * 10) / 10;
  const y = Math.round((height - bbox.y1 / scale) * 10) / 10;
  return [points(bbox.x0), y, points(bbox.x1 - bbox.x0), points(bbox.y1 - bbox.y0)];
}
