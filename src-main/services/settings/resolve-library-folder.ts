import { isAbsolute, join, resolve } from 'node:path';
import { Failure } from '../../../src-contract/failure.ts';
import type { SettingsFileContent } from './ports.ts';

export interface LibraryFolder {
  /** Absolute path; may not exist yet. */
  readonly folder: string;
  readonly origin: 'argument' | 'environment' | 'user' | 'default';
}

/**
 * Decides which library to open, before any is open: `--library`, then `CARREL_LIBRARY`, then the user's setting
 * `library.default`, then `library` in the user data folder. Relative paths are taken from the current folder.
 *
 * An empty `--library` or `CARREL_LIBRARY` fails: it is mostly a variable of a script that was never set, and
 * reading documents into another library than the one meant would be worse.
 *
 * @throws Failure `invalid-input`
 */
export function resolveLibraryFolder(options: {
  readonly argument?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly userFile: { read(): SettingsFileContent };
  readonly userDataFolder: string;
}): LibraryFolder {
  if (options.argument !== undefined) {
    return { folder: folderFrom(options.argument, 'the argument --library'), origin: 'argument' };
  }
  const variable = options.environment.CARREL_LIBRARY;
  if (variable !== undefined) return { folder: folderFrom(variable, 'CARREL_LIBRARY'), origin: 'environment' };
  const setting = options.userFile.read().values['library.default'];
  // A value that is no absolute path is reported by the doctor like every bad value of the user's file.
  if (typeof setting === 'string' && isAbsolute(setting) && !setting.includes('\0')) {
    return { folder: setting, origin: 'user' };
  }
  return { folder: join(options.userDataFolder, 'library'), origin: 'default' };
}

function folderFrom(path: string, where: string): string {
  if (path.trim() === '' || path.includes('\0')) {
    throw new Failure(
      'invalid-input',
      `The library path from ${where} is empty or not a path. Give the folder of a library.`,
      {
        reason: 'library/empty-path',
      },
    );
  }
  return resolve(path);
}
