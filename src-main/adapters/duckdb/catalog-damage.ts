import { Failure } from '../../../src-contract/failure.ts';

/** What DuckDB 1.5 says of bytes that are not those it wrote. */
const DAMAGE = /corrupt database file|does not match stored checksum|failed to deserialize|serialization error/i;
const ADVICE = 'Restore a backup with "carrel restore"; docs/RESTORE.md says how.';

/** Whether the database threw because of damaged bytes. */
export function isDamage(thrown: unknown): boolean {
  return !(thrown instanceof Failure) && DAMAGE.test(String(thrown));
}

/** The catalog opens, but something in it cannot be read. */
export function damagedCatalog(path: string, cause: unknown): Failure {
  const message = `A part of the catalog ${path} cannot be read: it is damaged. Close Carrel. ${ADVICE}`;
  return new Failure('corrupt', message, { reason: 'catalog/damaged', cause });
}

export function unreadableCatalog(path: string, cause: unknown): Failure {
  const message = `The catalog ${path} cannot be opened. Nothing was changed. ${ADVICE}`;
  return new Failure('corrupt', message, { reason: 'catalog/unreadable', cause });
}

/** Reading the catalog did not end within `seconds`. */
export function hangingCatalog(path: string, seconds: number): Failure {
  const message = `Carrel was not closed properly, and looking through the catalog ${path} took longer than ${seconds} s: it may be damaged. Nothing was changed. ${ADVICE}`;
  return new Failure('corrupt', message, { reason: 'catalog/check-unfinished' });
}
