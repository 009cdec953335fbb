import type { DuckDBConnection } from '@duckdb/node-api';
import type { CollectionId, SourceId } from '../../../src-contract/ids.ts';
import type { SourceWrite } from '../../services/library/ports.ts';
import { select, textOf } from './rows.ts';

/** An upload whose path and bytes the collection has already. */
interface DuplicateUpload {
  readonly seq: number;
  readonly uploadId: SourceId;
  /** The source that is there already. */
  readonly id: SourceId;
}

interface NamedSource {
  readonly id: string;
  readonly path: string;
  readonly hash: string;
}

/**
 * Gives uploads and pastes paths of their own.
 *
 * Uploads have no place on disk that would tell them apart: the same path with the same bytes is the same source, the
 * same path with other bytes becomes "name (2).pdf".
 */
export async function settleUploadNames(
  connection: DuckDBConnection,
  collection: CollectionId,
  writes: readonly SourceWrite[],
): Promise<{ kept: SourceWrite[]; duplicates: DuplicateUpload[] }> {
  const uploads = writes.filter((write) => write.origin === 'upload' || write.origin === 'paste');
  const kept = writes.filter((write) => write.origin !== 'upload' && write.origin !== 'paste');
  const duplicates: DuplicateUpload[] = [];
  if (uploads.length === 0) return { kept, duplicates };
  const named = await loadNamesakes(connection, collection, uploads);
  for (const write of uploads) {
    if (named.some((source) => source.id === write.id)) {
      kept.push(write); // read again: it keeps its name
      continue;
    }
    const { stem, extension } = splitName(write.path);
    const namesakes = named.filter((source) => isVariant(source.path, stem, extension));
    const same = namesakes.find((source) => source.hash !== '' && source.hash === write.result.hash);
    if (same !== undefined) {
      duplicates.push({ seq: write.seq, uploadId: write.id, id: same.id as SourceId });
      continue;
    }
    const settled = distinguish(write, stem, extension, new Set(namesakes.map((source) => source.path)));
    named.push({ id: settled.id, path: settled.path, hash: settled.result.hash });
    kept.push(settled);
  }
  return { kept, duplicates };
}

async function loadNamesakes(connection: DuckDBConnection, collection: CollectionId, uploads: readonly SourceWrite[]) {
  const rows = await select(
    connection,
    `SELECT DISTINCT s.id, s.path, s.hash FROM sources s, (SELECT unnest($stems) AS stem) n
     WHERE s.collection_id = $collection AND s.origin IN ('upload', 'paste')
       AND (s.id IN (SELECT unnest($ids)) OR s.deleted_at IS NULL AND starts_with(s.path, n.stem))`,
    {
      collection,
      stems: uploads.map((write) => splitName(write.path).stem),
      ids: uploads.map((write) => write.id),
    },
  );
  return rows.map(
    (row): NamedSource => ({ id: textOf(row, 'id'), path: textOf(row, 'path'), hash: textOf(row, 'hash') }),
  );
}

function distinguish(write: SourceWrite, stem: string, extension: string, taken: ReadonlySet<string>): SourceWrite {
  if (!taken.has(write.path)) return write;
  let number = 2;
  while (taken.has(`${stem} (${number})${extension}`)) number++;
  return {
    ...write,
    path: `${stem} (${number})${extension}`,
    result: { ...write.result, title: `${write.result.title} (${number})` },
  };
}

/** Cuts the extension off a path; a dot in the name of a folder, or in front of a file's, begins none. */
function splitName(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf('.');
  return dot > name.lastIndexOf('/') + 1 && dot > name.length - 12
    ? { stem: name.slice(0, dot), extension: name.slice(dot) }
    : { stem: name, extension: '' };
}

function isVariant(path: string, stem: string, extension: string): boolean {
  if (!path.startsWith(stem) || !path.endsWith(extension)) return false;
  const middle = path.slice(stem.length, path.length - extension.length);
  return middle === '' || /^ \(\d+\)$/.test(middle);
}
