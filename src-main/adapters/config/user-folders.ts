import { resolve } from 'node:path';
import envPaths from 'env-paths';

export interface UserFolders {
  /** Holds the user's settings file. */
  readonly config: string;
  /** Holds the default library and the models folder. */
  readonly data: string;
}

/**
 * The folders of this user, where the system wants them.
 *
 * `CARREL_CONFIG_FOLDER` and `CARREL_DATA_FOLDER` move them, for portable use and for tests.
 */
export function findUserFolders(environment: Readonly<Record<string, string | undefined>>): UserFolders {
  const system = envPaths('carrel', { suffix: '' });
  return {
    config: resolve(environment.CARREL_CONFIG_FOLDER || system.config),
    data: resolve(environment.CARREL_DATA_FOLDER || system.data),
  };
}
