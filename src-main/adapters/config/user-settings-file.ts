import { join } from 'node:path';
import Conf from 'conf';
import type { SettingsFile } from '../../services/settings/ports.ts';
import { fileFailure } from '../files/file-failure.ts';
import { parseSettingsFile, setAside, withoutMark } from './json-settings-file.ts';

/** The user's own file: settings of the person, and what the shell remembers of its windows under `window`. */
export interface UserFile extends SettingsFile {
  /** What the shell stored, unparsed. */
  windowState(): unknown;
  setWindowState(state: Readonly<Record<string, unknown>>): void;
}

const FILE = 'settings';
const WINDOW = 'window';

/**
 * Opens the per-user file `settings.json` in `folder` through `conf`, which writes it whole and atomically.
 *
 * `conf` is made anew for each change, because it reads the file when it is made and throws on a damaged one: the
 * file is then set aside first. Reading goes past `conf` for the same reason.
 */
export function openUserFile(folder: string): UserFile {
  const path = join(folder, `${FILE}.json`);

  function edit(change: (conf: Conf<Record<string, unknown>>) => void): void {
    const content = parseSettingsFile(path);
    if (content.problem !== undefined && content.exists) setAside(path);
    try {
      change(
        new Conf<Record<string, unknown>>({
          cwd: folder,
          configName: FILE,
          accessPropertiesByDotNotation: false,
          deserialize: (text) => JSON.parse(withoutMark(text)),
          serialize: (value) => `${JSON.stringify(value, null, 2)}\n`,
          configFileMode: 0o600,
        }),
      );
    } catch (thrown) {
      throw fileFailure('save the settings in', path, thrown);
    }
  }

  return {
    path,
    read() {
      const content = parseSettingsFile(path);
      const values = Object.fromEntries(Object.entries(content.values).filter(([key]) => key !== WINDOW));
      return { ...content, values };
    },
    async change(set, remove) {
      edit((conf) => {
        const kept = Object.entries(conf.store).filter(([key]) => !remove.includes(key));
        conf.store = { ...Object.fromEntries(kept), ...set }; // one write for all keys
      });
    },
    windowState: () => parseSettingsFile(path).values[WINDOW],
    setWindowState: (state) => edit((conf) => conf.set(WINDOW, state)),
  };
}
