import { readFileSync, renameSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { writeFileAtomic } from '../../platform/atomic-file.ts';
import type { SettingsFile, SettingsFileContent } from '../../services/settings/ports.ts';
import { fileFailure, hasCode } from '../files/file-failure.ts';

/**
 * A settings file of plain JSON: the library's `settings.json`, or the one named by `--config`.
 *
 * Written whole beside itself and renamed, so a reader sees the old or the new file. Two spaces, keys in their order.
 */
export function openJsonSettingsFile(file: string): SettingsFile {
  const path = resolve(file);
  return {
    path,
    read: () => parseSettingsFile(path),
    async change(set, remove) {
      const content = parseSettingsFile(path);
      if (content.problem !== undefined && content.exists) setAside(path);
      const kept = Object.entries(content.values).filter(([key]) => !remove.includes(key) && !Object.hasOwn(set, key));
      const text = `${JSON.stringify({ ...Object.fromEntries(kept), ...set }, null, 2)}\n`;
      try {
        await mkdir(dirname(path), { recursive: true });
        await writeFileAtomic(path, text);
      } catch (thrown) {
        throw fileFailure('save the settings in', path, thrown);
      }
    },
  };
}

/** Reads a JSON object of settings; whatever is wrong with the file is told, not thrown. */
export function parseSettingsFile(path: string): SettingsFileContent {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT', 'ENOTDIR')) return { values: {}, exists: false };
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return {
      values: {},
      exists: true,
      problem: `The settings file ${path} cannot be read (${why}). Check its permissions.`,
    };
  }
  try {
    const parsed: unknown = JSON.parse(withoutMark(text));
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      return { values: parsed as Record<string, unknown>, exists: true };
    }
    return {
      values: {},
      exists: true,
      problem: `The settings file ${path} must hold one JSON object { … }. It is not used.`,
    };
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return {
      values: {},
      exists: true,
      problem: `The settings file ${path} is not valid JSON (${why}). It is not used; correct it.`,
    };
  }
}

/** Some editors on Windows begin files with a byte order mark, which JSON does not know. */
export function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

/** Damaged files are kept for their owner: renamed, with the time in the name. */
export function setAside(path: string): void {
  try {
    renameSync(path, `${path}.broken-${Date.now()}`);
  } catch (thrown) {
    throw fileFailure('set the damaged settings file aside', path, thrown);
  }
}
