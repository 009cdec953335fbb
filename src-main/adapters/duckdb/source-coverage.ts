import type { SourceCoverage } from '../../services/answer/ports.ts';
import type { Catalog } from './catalog-type.ts';
import { numberOf, select, textOf } from './rows.ts';

/** Which pages of sources gave no text; sources without pages have none to miss. */
export function createSourceCoverage(catalog: Pick<Catalog, 'read'>): SourceCoverage {
  return {
    unreadPages: (ids) =>
      catalog.read(async (connection) => {
        const rows = await select(
          connection,
          `SELECT s.title, s.page_count::INTEGER AS pages, count(*)::INTEGER AS unread FROM pages p JOIN sources s ON s.id = p.source_id
           WHERE s.id IN (SELECT unnest($ids)) AND s.page_count IS NOT NULL AND p.state NOT IN ('text', 'ocr')
           GROUP BY s.id, s.title, s.page_count ORDER BY s.title, s.id`,
          { ids },
        );
        return rows.map((row) => ({
          title: textOf(row, 'title'),
          pages: numberOf(row, 'pages'),
          unread: numberOf(row, 'unread'),
        }));
      }),
  };
}
