// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { writeAtomically } from './atomic-writer.ts';

export interface Settings {
  readonly theme: 'light' | 'dark';
  readonly fontSize: number;
}

const DEFAULTS: Settings = { theme: 'light', fontSize: 14 };

/** Reads the settings; a file that is missing or damaged gives the defaults. */
export async function loadSettings(path: string): Promise<Settings> {
  try {
    return { ...DEFAULTS, ...(JSON.parse(await readFile(path, 'utf8')) as Partial<Settings>) };
  } catch {
    return DEFAULTS;
  }
}

/** Stores the settings. A crash halfway leaves the settings as they were before. */
export async function saveSettings(path: string, settings: Settings): Promise<void> {
  await writeAtomically(path, `${JSON.stringify(settings, null, 2)}\n`);
}
