import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OcrLanguage } from '../../../src-contract/ocr.ts';
import { locateApp } from '../../platform/app-paths.ts';
import { forkChild } from '../../platform/fork-child.ts';
import type { OcrReader } from '../../services/library/index.ts';
import { createOcrReader } from './ocr-reader.ts';

const app = locateApp(import.meta.url);
const require = createRequire(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
const { createCanvas, GlobalFonts } = require('@napi-rs/canvas') as typeof import('@napi-rs/canvas');
const SCAN = join(app.root, '..', 'shared', 'data', 'documents', 'pdf', 'pdfjs-issue16633.pdf');
const LIMIT_MS = 120_000;

// A collection of fonts is listed under the name of its first one only. Where Debian keeps it; absent elsewhere.
GlobalFonts.registerFromPath('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', 'Noto Sans CJK SC');

let folder: string;
let reader: OcrReader;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-ocr-'));
  reader = createOcrReader({ app, launcher: forkChild });
});
afterAll(async () => {
  await reader.close();
  await rm(folder, { recursive: true, force: true });
});

const LINES: Readonly<Record<OcrLanguage, { readonly font: string; readonly text: readonly string[] }>> = {
  eng: {
    font: 'Liberation Serif',
    text: ['The lighthouse keeper wrote the tide tables by hand.', 'In winter the harbour froze for eleven weeks.'],
  },
  deu: {
    font: 'Liberation Serif',
    text: [
      'Der Wärter schrieb die Gezeiten mit der Hand auf.',
      'Im Winter fror der Hafen für elf Wochen zu, größer als üblich.',
    ],
  },
  chi_sim: { font: 'Noto Sans CJK SC', text: ['他们每天早上在图书馆里读书。', '冬天港口结冰十一个星期。'] },
};

function aPicture(language: OcrLanguage): Buffer {
  const { font, text } = LINES[language];
  const canvas = createCanvas(1240, 400);
  const context = canvas.getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, 1240, 400);
  context.fillStyle = 'black';
  context.font = `36px "${font}"`;
  for (const [index, line] of text.entries()) context.fillText(line, 60, 100 + index * 70);
  return canvas.toBuffer('image/png');
}

async function read(name: string, bytes: Uint8Array, languages: OcrLanguage[], signal = new AbortController().signal) {
  const file = join(folder, name);
  await writeFile(file, bytes);
  return reader.readPage({ target: { file, name }, page: 1, languages, maxBytes: 2 ** 26 }, signal);
}

/** Insertions, deletions and replacements that make one text of the other (Levenshtein). */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}

describe('what is read of a clean page', () => {
  test.each(['eng', 'deu', 'chi_sim'] as const)(
    'in %s has nine of ten characters right',
    async (language) => {
      const { font, text } = LINES[language];
      if (!GlobalFonts.has(font)) return console.log(`skipped: the font ${font} is not installed`);
      const outcome = await read(`${language}.png`, aPicture(language), [language]);
      if (outcome.kind !== 'read') throw new Error(outcome.reason);
      const expected = text.join('\n');
      const accuracy = 1 - distance(outcome.page.text.replaceAll('\n\n', '\n'), expected) / expected.length;
      console.log(
        `${language}: ${(accuracy * 100).toFixed(1)} % of characters, ${outcome.page.confidence.toFixed(0)} % sure`,
      );
      expect(accuracy).toBeGreaterThan(0.9);
      for (const [start, end, x, y, width, height] of outcome.page.words) {
        expect(end).toBeGreaterThan(start);
        expect(x >= 0 && y >= 0 && x + width <= 1240.1 && y + height <= 400.1).toBe(true);
      }
    },
    LIMIT_MS,
  );
});

test.skipIf(!existsSync(SCAN))(
  'reads a real PDF without a text layer',
  async () => {
    const request = {
      target: { file: SCAN, name: 'scan.pdf' },
      page: 1,
      languages: ['eng'] as const,
      maxBytes: 2 ** 26,
    };
    const outcome = await reader.readPage(request, new AbortController().signal);
    expect(outcome).toMatchObject({ kind: 'read' });
    if (outcome.kind === 'read') expect(outcome.page.text.length).toBeGreaterThan(10);
  },
  LIMIT_MS,
);

describe('hostile pictures are refused with a reason', () => {
  test(
    'one that says it is enormous is not unpacked',
    async () => {
      const bytes = aPicture('eng');
      bytes.writeUInt32BE(60_000, 16);
      bytes.writeUInt32BE(60_000, 20);
      expect(await read('huge.png', bytes, ['eng'])).toMatchObject({ kind: 'refused', status: 'too-large' });
    },
    LIMIT_MS,
  );

  test(
    'one that is cut short, or no picture at all',
    async () => {
      expect(await read('cut.png', aPicture('eng').subarray(0, 20), ['eng'])).toMatchObject({ status: 'invalid' });
      expect(await read('none.png', new TextEncoder().encode('words'), ['eng'])).toMatchObject({ status: 'invalid' });
    },
    LIMIT_MS,
  );
});

test(
  'cancelling in the middle of a page ends it at once, and the next page is read',
  async () => {
    const cancel = new AbortController();
    const reading = read('one.png', aPicture('eng'), ['eng'], cancel.signal);
    setImmediate(() => cancel.abort());
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
    expect(await read('two.png', aPicture('eng'), ['eng'])).toMatchObject({ kind: 'read' });
  },
  LIMIT_MS,
);
