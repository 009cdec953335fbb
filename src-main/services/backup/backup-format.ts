import * as z from 'zod';

/**
 * The file of a backup: a gzip-compressed tar (`tar xzf` opens it), so that nobody needs Carrel to get their data out.
 *
 * First `carrel-backup.json` (the header), then the files of the library, last `manifest.json` with counts and the
 * SHA-256 of every other entry. A file without its manifest is cut short and refused.
 */
export const HEADER_NAME = 'carrel-backup.json';
export const MANIFEST_NAME = 'manifest.json';
export const CATALOG_NAME = 'catalog.duckdb';
export const LIBRARY_NAME = 'library.json';
export const BACKUP_EXTENSION = '.carrel-backup';
/** Version of this format. A reader refuses what is newer. */
export const BACKUP_VERSION = 1;

export const backupHeaderSchema = z.object({
  format: z.literal('carrel-backup'),
  version: z.int().positive(),
  createdAt: z.iso.datetime(),
  program: z.string().describe('Version of the Carrel that wrote it'),
  totalBytes: z.int().nonnegative().describe('Of all files unpacked, without header and manifest'),
});
export type BackupHeader = z.infer<typeof backupHeaderSchema>;

const count = z.int().nonnegative();

export const backupManifestSchema = z.object({
  catalog: z.object({
    version: z.int().positive(),
    tables: z.record(z.string(), count),
    counts: z.object({ collections: count, sources: count, chunks: count, conversations: count }),
  }),
  entries: z.array(z.object({ name: z.string(), sizeBytes: count, sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
});
export type BackupManifest = z.infer<typeof backupManifestSchema>;

/** Letters, digits, dot, dash, underscore; no leading or trailing dot, so neither "..", nor a name Windows changes. */
const SEGMENT = /^[A-Za-z0-9_-](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?$/;
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * Whether a name may stand in a backup. A short list of names we write, rather than a search for bad ones: absolute
 * paths, "..", drive letters, streams and links have no way in.
 */
export function isBackupName(name: string): boolean {
  if ([HEADER_NAME, MANIFEST_NAME, CATALOG_NAME, LIBRARY_NAME, 'settings.json'].includes(name)) return true;
  const [top, ...rest] = name.split('/');
  if (top !== 'uploads' || rest.length < 1 || rest.length > 3 || name.length > 100) return false;
  return rest.every((segment) => SEGMENT.test(segment) && !DEVICE.test(segment));
}
