import { Failure } from '../../../src-contract/failure.ts';
import { errorCode } from '../../platform/atomic-file.ts';

/** Whether `thrown` is a system error with one of `codes`. */
export function hasCode(thrown: unknown, ...codes: readonly string[]): boolean {
  const code = errorCode(thrown);
  return code !== undefined && codes.includes(code);
}

/**
 * Translates an error of the file system: "Could not <action> <path>: …", with what to do about it.
 *
 * A `Failure` passes through unchanged.
 */
export function fileFailure(action: string, path: string, thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const attempt = `Could not ${action} ${path}:`;
  const cause = { cause: thrown };
  if (hasCode(thrown, 'ENOENT', 'ENOTDIR')) {
    return new Failure('not-found', `${attempt} it, or the folder it is in, does not exist.`, {
      reason: 'files/not-found',
      ...cause,
    });
  }
  if (hasCode(thrown, 'EACCES', 'EPERM', 'EROFS')) {
    return new Failure('refused', `${attempt} permission denied. Choose another place or change its permissions.`, {
      reason: 'files/permission',
      ...cause,
    });
  }
  if (hasCode(thrown, 'ENOSPC', 'EDQUOT', 'EFBIG')) {
    return new Failure(
      'exhausted',
      `${attempt} the disk is full, or the file too large for it. Make room and try again.`,
      {
        reason: 'files/no-space',
        ...cause,
      },
    );
  }
  if (hasCode(thrown, 'EISDIR', 'EEXIST', 'ENOTEMPTY', 'ENAMETOOLONG', 'EINVAL')) {
    return new Failure('invalid-input', `${attempt} the name cannot be used. Choose another.`, {
      reason: 'files/bad-name',
      ...cause,
    });
  }
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  return new Failure('unavailable', `${attempt} ${why}. Try again.`, { reason: 'files/io', ...cause });
}
