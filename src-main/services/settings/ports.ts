/** What a settings file held when it was read. */
export interface SettingsFileContent {
  /** Flat, dotted keys with unparsed values; empty when the file is absent or unreadable. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Why the whole file could not be used, as a sentence; the file itself stays as it is. */
  readonly problem?: string;
  readonly exists: boolean;
}

/** A small JSON file of settings that people may edit by hand. Reading is synchronous: a few hundred bytes. */
export interface SettingsFile {
  readonly path: string;
  read(): SettingsFileContent;
  /**
   * Sets and removes keys and keeps all others; atomic. An unreadable file is renamed aside first, never lost.
   *
   * @throws Failure `refused` or `exhausted` when the file cannot be written
   */
  change(set: Readonly<Record<string, unknown>>, remove: readonly string[]): Promise<void>;
}

/** One change of a setting. `undefined` before or after means: the default was in force. */
export interface SettingChange {
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly changedAt: Date;
  readonly caller: string;
}

/** The record of all changes, kept in the catalog. */
export interface SettingsHistory {
  append(changes: readonly SettingChange[]): Promise<void>;
  /** Latest first. */
  list(limit: number): Promise<readonly SettingChange[]>;
}
