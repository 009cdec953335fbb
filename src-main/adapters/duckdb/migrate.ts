import { Failure } from '../../../src-contract/failure.ts';
import type { Catalog } from './catalog-type.ts';
import { initialSchema } from './migrations/001-initial.ts';
import { codeFactsSchema } from './migrations/002-code-facts.ts';
import { watchedFolders } from './migrations/003-watched-folders.ts';
import { sourceMentions } from './migrations/004-source-mentions.ts';
import { ocrPages } from './migrations/005-ocr-pages.ts';
import { conversationSetup } from './migrations/006-conversation-setup.ts';
import { sourceUnits } from './migrations/007-source-units.ts';
import { chatFeatures } from './migrations/008-chat-features.ts';

/** Forward steps, in order; a shipped step is never edited. The catalog's version is the number of steps taken. */
const MIGRATIONS: readonly string[] = [
  initialSchema,
  codeFactsSchema,
  watchedFolders,
  sourceMentions,
  ocrPages,
  conversationSetup,
  sourceUnits,
  chatFeatures,
];

/** The version that this program writes and reads. */
export const CATALOG_VERSION = MIGRATIONS.length;

/** Given the catalog as it is and its version; rejects to keep the migration from happening. */
export type BeforeMigration = (catalog: Catalog, fromVersion: number) => Promise<void>;

/**
 * Brings a catalog to the newest version, all steps in one transaction.
 *
 * @throws Failure `corrupt` when the catalog was written by a newer program
 */
export async function migrate(catalog: Catalog, beforeMigration?: BeforeMigration): Promise<void> {
  const version = await catalog.read(async (connection) => {
    const tables = await connection.runAndReadAll(
      "SELECT 1 FROM information_schema.tables WHERE table_name = 'schema_version'",
    );
    if (tables.currentRowCount === 0) return 0;
    const rows = (
      await connection.runAndReadAll('SELECT max(version)::INTEGER AS version FROM schema_version')
    ).getRowsJS();
    return Number(rows[0]?.[0] ?? 0);
  });
  if (version > MIGRATIONS.length) {
    throw new Failure(
      'corrupt',
      `This library was written by a newer Carrel (catalog version ${version}, this program knows ${MIGRATIONS.length}). Update Carrel.`,
      { reason: 'catalog/format-too-new' },
    );
  }
  if (version === MIGRATIONS.length) return;
  if (version > 0) await beforeMigration?.(catalog, version);
  await catalog.write(async (connection) => {
    for (const [index, step] of MIGRATIONS.entries()) {
      if (index < version) continue;
      await connection.run(step);
      await connection.run('INSERT INTO schema_version VALUES ($1, now())', [index + 1]);
    }
  });
}
