import * as z from 'zod';
import type { OcrPage, OcrStore } from '../../services/library/ports.ts';
import type { Catalog } from './catalog-type.ts';
import { execute, numberOf, type Row, select, textOf } from './rows.ts';

const wordsSchema = z.array(z.tuple([z.int(), z.int(), z.number(), z.number(), z.number(), z.number()]));

/** The table `ocr_pages`. */
export function createOcrStore(catalog: Pick<Catalog, 'read' | 'write'>, now: () => Date): OcrStore {
  return {
    list: (hash) =>
      catalog.read(async (connection) => {
        const rows = await select(connection, 'SELECT * FROM ocr_pages WHERE hash = $hash ORDER BY page', { hash });
        return rows.map((row) => ({
          ...toPage(row),
          page: numberOf(row, 'page'),
          languages: textOf(row, 'languages'),
        }));
      }),
    find: (hash, page) =>
      catalog.read(async (connection) => {
        const sql = 'SELECT * FROM ocr_pages WHERE hash = $hash AND page = $page::INTEGER';
        const [row] = await select(connection, sql, { hash, page });
        return row === undefined ? undefined : toPage(row);
      }),
    put: (hash, page, languages, read) =>
      catalog.write(async (connection) => {
        await execute(connection, 'DELETE FROM ocr_pages WHERE hash = $hash AND page = $page::INTEGER', { hash, page });
        await execute(
          connection,
          `INSERT INTO ocr_pages VALUES ($hash, $page::INTEGER, $languages, $confidence::FLOAT, $width::DOUBLE,
             $height::DOUBLE, $text, $words, $at)`,
          {
            hash,
            page,
            languages: languages.join('+'),
            confidence: read.confidence,
            width: read.width,
            height: read.height,
            text: read.text,
            words: JSON.stringify(read.words),
            at: now(),
          },
        );
      }),
  };
}

function toPage(row: Row): OcrPage {
  return {
    text: textOf(row, 'text'),
    confidence: numberOf(row, 'confidence'),
    width: numberOf(row, 'width'),
    height: numberOf(row, 'height'),
    words: wordsSchema.parse(JSON.parse(textOf(row, 'words'))),
  };
}
