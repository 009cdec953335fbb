import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chunkPages } from '../../engine/chunking/chunk-pages.ts';
import { readMarks } from '../../engine/code/read-marks.ts';
import { locateApp } from '../../platform/app-paths.ts';
import { CODE_SAMPLES } from '../../testing/code-samples.ts';
import { createCodeParser } from './code-parser.ts';

const app = locateApp(import.meta.url);
const parser = createCodeParser(join(app.resources, 'grammars'));
const hostile = join(app.root, '..', 'shared', 'data', 'hostile');

/** Parses, reads and cuts; fails when any character that is not blank is missing from the chunks. */
async function expectSurvives(language: string, file: string, text: string): Promise<void> {
  const marks = (await parser.parse({ language, name: file, text })) ?? [];
  const { outline, units } = readMarks(text, marks, language);
  const chunks = chunkPages({ shape: 'code', title: file, isPaged: false, pages: [{ page: 1, text }], outline });
  expect(
    chunks
      .map((chunk) => chunk.text)
      .join('')
      .replace(/\s/gu, '').length,
  ).toBe(text.replace(/\s/gu, '').length);
  for (const unit of units) expect(unit.charEnd).toBeLessThanOrEqual(text.length);
}

const DEEP = ['(', '{"a":', '[', '{', 'if (x) {', 'f(', '<a>', 'def f():\n  '].map((part) => part.repeat(4000));

describe.each(CODE_SAMPLES)('the grammar of $file', ({ language, file, text }) => {
  test('survives text that is cut off anywhere', async () => {
    for (let end = 1; end < text.length; end += 97) await expectSurvives(language, file, text.slice(0, end));
  });

  test('survives deep nesting and text of another kind', async () => {
    for (const deep of DEEP) await expectSurvives(language, file, deep);
    for (const other of CODE_SAMPLES) await expectSurvives(language, file, other.text);
  });

  test.skipIf(!existsSync(hostile))(
    'survives the collected hostile texts (skipped where they are absent)',
    async () => {
      for (const name of readdirSync(hostile).filter((entry) => /\.(?:txt|json)$/u.test(entry))) {
        await expectSurvives(language, file, readFileSync(join(hostile, name), 'utf8').slice(0, 20_000));
      }
    },
  );
});
