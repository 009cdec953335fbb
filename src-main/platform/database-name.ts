import { Failure } from '../../src-contract/failure.ts';

/**
 * Makes sure that a database can be written in a folder.
 *
 * DuckDB 1.5.6 takes what follows a question mark for parameters, and writes its log beside another folder then.
 *
 * @param what is to be kept there: a noun
 * @throws Failure `invalid-input`
 */
export function assertNameForDatabase(folder: string, what: string): void {
  if (!folder.replace(/^\\\\\?\\/, '').includes('?')) return;
  throw new Failure(
    'invalid-input',
    `A ${what} cannot be kept in ${folder}: a folder's name has a question mark. Choose another folder.`,
    { reason: 'files/question-mark' },
  );
}
