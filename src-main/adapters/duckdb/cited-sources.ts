import type { CheckoutState, CitationPin } from '../../../src-contract/answer.ts';
import { sourceIdSchema } from '../../../src-contract/ids.ts';
import { sourceKindSchema } from '../../../src-contract/passage.ts';
import type { CitedSource, CitedSources, SourceFreshness } from '../../services/answer/ports.ts';
import type { Catalog } from './catalog-type.ts';
import { numberOf, optionalDate, type Row, select, textOf } from './rows.ts';

export interface CitedSourceFiles {
  /** What is known of a file in a git checkout: its repository and commit, its blob where the bytes have that hash. */
  gitPin(path: string, hash: string): Promise<Omit<CitationPin, 'documentHash'>>;
  /** The git checkouts that files are in, by folder; see `SourceFreshness`. */
  checkouts(paths: readonly string[], counting: AbortSignal): Promise<readonly CheckoutState[]>;
  /** Whether a file still has the bytes with that hash; looks at size and time first. */
  compare(file: {
    readonly path: string;
    readonly sizeBytes: number;
    readonly modifiedAt: Date | undefined;
    readonly hash: string;
  }): Promise<'same' | 'changed' | 'gone'>;
}

const COLUMNS = 's.id, s.path, s.kind, s.hash, s.origin, s.size_bytes::DOUBLE AS size, s.modified_at AS modified';
const LIVE =
  'FROM sources s JOIN collections c ON c.id = s.collection_id WHERE s.deleted_at IS NULL AND c.deleted_at IS NULL';

/** The sources behind citations, from the catalog and, for files that stay where they are, from the disk. */
export function createCitedSources(
  catalog: Pick<Catalog, 'read'>,
  files: CitedSourceFiles,
): CitedSources & Pick<SourceFreshness, 'findStale' | 'checkouts'> {
  const rows = (sql: string, values: Record<string, string | readonly string[]>): Promise<readonly Row[]> =>
    catalog.read((connection) => select(connection, sql, values));
  return {
    async pins(ids) {
      const found = await rows(`SELECT ${COLUMNS} ${LIVE} AND s.id IN (SELECT unnest($ids))`, { ids });
      const pins = new Map<ReturnType<typeof toSource>['id'], CitationPin>();
      for (const row of found) {
        const source = toSource(row);
        if (source.hash === '') continue;
        const git = textOf(row, 'origin') === 'file' ? await files.gitPin(source.path, source.hash) : {};
        pins.set(source.id, { documentHash: source.hash, ...git });
      }
      return pins;
    },
    async find(id) {
      const row = (await rows(`SELECT ${COLUMNS} ${LIVE} AND s.id = $id`, { id }))[0];
      return row === undefined ? undefined : toSource(row);
    },
    async findCopy(hash, except = '' as never) {
      const sql = `SELECT ${COLUMNS} ${LIVE} AND s.hash = $hash AND s.id <> $except ORDER BY s.indexed_at DESC, s.id LIMIT 1`;
      const row = (await rows(sql, { hash, except }))[0];
      return row === undefined ? undefined : toSource(row);
    },
    async onDisk({ id }) {
      const row = (await rows(`SELECT ${COLUMNS} ${LIVE} AND s.id = $id`, { id }))[0];
      if (row === undefined) return 'gone';
      if (textOf(row, 'origin') !== 'file') return 'same';
      return files.compare(toFile(row));
    },
    async findStale(ids) {
      const sql = `SELECT ${COLUMNS} ${LIVE} AND s.origin = 'file' AND s.hash <> '' AND s.id IN (SELECT unnest($ids))`;
      const found = await rows(sql, { ids });
      const states = await Promise.all(found.map(async (row) => ({ row, state: await files.compare(toFile(row)) })));
      const those = (wanted: 'changed' | 'gone') =>
        states.filter(({ state }) => state === wanted).map(({ row }) => toSource(row).id);
      return { changed: those('changed'), gone: those('gone') };
    },
    async checkouts(ids, counting) {
      const sql = `SELECT DISTINCT s.path ${LIVE} AND s.origin = 'file' AND s.id IN (SELECT unnest($ids))`;
      return files.checkouts(
        (await rows(sql, { ids })).map((row) => textOf(row, 'path')),
        counting,
      );
    },
    async pages(id) {
      const found = await rows('SELECT page, text FROM pages WHERE source_id = $id ORDER BY page', { id });
      return found.map((row) => ({ page: numberOf(row, 'page'), text: textOf(row, 'text') }));
    },
  };
}

const toFile = (row: Row) => ({
  path: textOf(row, 'path'),
  sizeBytes: numberOf(row, 'size'),
  modifiedAt: optionalDate(row, 'modified'),
  hash: textOf(row, 'hash'),
});

function toSource(row: Row): CitedSource {
  return {
    id: sourceIdSchema.parse(textOf(row, 'id')),
    path: textOf(row, 'path'),
    kind: sourceKindSchema.parse(textOf(row, 'kind')),
    hash: textOf(row, 'hash'),
  };
}
