import { isAbsolute } from 'node:path';
import {
  type EffectiveSetting,
  type SettingKey,
  type SettingOrigin,
  type Settings,
  settingsSchema,
  type UnknownSetting,
} from '../../../src-contract/settings.ts';
import { nearestKey } from './nearest-key.ts';
import {
  isFolderSetting,
  isSettingKey,
  isUserSetting,
  SETTING_KEYS,
  type ValueRule,
  valueRule,
} from './setting-keys.ts';

/** Values from one place. Layers are given strongest first. */
export interface SettingsLayer {
  readonly origin: SettingOrigin;
  /** The file, or how to name the place of one key (the variable, the option). */
  readonly where: (key: string) => string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Whether values are text to be converted, as on the command line and in the environment. */
  readonly fromText: boolean;
  /** Which keys may stand here; the others are reported and not used. Absent: all. */
  readonly accepts?: 'user' | 'library';
  /** Names to look for the nearest of an unknown one in; absent: the keys. */
  readonly names?: readonly string[];
}

/** A value that was not used, and why, as a sentence for the doctor. */
export interface SettingProblem {
  readonly key: string;
  readonly where: string;
  readonly origin: SettingOrigin;
  readonly message: string;
}

export interface ResolvedSettings {
  readonly values: Settings;
  readonly effective: readonly EffectiveSetting[];
  readonly unknown: readonly UnknownSetting[];
  readonly problems: readonly SettingProblem[];
}

/** Lays the layers over the defaults. Pure and total: whatever cannot be used is reported, never thrown. */
export function resolveSettings(layers: readonly SettingsLayer[]): ResolvedSettings {
  const chosen = new Map<SettingKey, { value: unknown; origin: SettingOrigin; where?: string }>();
  const unknown: UnknownSetting[] = [];
  const problems: SettingProblem[] = [];
  for (const layer of layers) {
    for (const [key, raw] of Object.entries(layer.values)) {
      if (raw === undefined || raw === null) continue;
      const where = layer.where(key);
      if (!isSettingKey(key)) {
        const nearest = nearestKey(key, layer.names ?? SETTING_KEYS);
        unknown.push({ key, where, ...(nearest === undefined ? {} : { nearest }) });
        continue;
      }
      const misplaced = misplacement(key, layer.accepts);
      const parsed: ParsedValue =
        misplaced === undefined ? parseSetting(key, raw, layer.fromText) : { ok: false, why: misplaced };
      if (!parsed.ok)
        problems.push({ key, where, origin: layer.origin, message: unusable(key, raw, where, parsed.why) });
      else if (!chosen.has(key)) chosen.set(key, { value: parsed.value, origin: layer.origin, where });
    }
  }
  const values = settingsSchema.parse(Object.fromEntries([...chosen].map(([key, { value }]) => [key, value])));
  const effective = SETTING_KEYS.map((key): EffectiveSetting => {
    const from = chosen.get(key);
    if (from === undefined) return { key, value: values[key], origin: 'default' };
    return { key, value: values[key], origin: from.origin, ...(from.where === undefined ? {} : { where: from.where }) };
  });
  return { values, effective, unknown, problems };
}

export type ParsedValue =
  | { readonly ok: true; readonly value: string | number | boolean }
  | { readonly ok: false; readonly why: string };

/** Checks one value; with `fromText`, numbers and switches may be given as text. */
export function parseSetting(key: SettingKey, raw: unknown, fromText: boolean): ParsedValue {
  const rule = valueRule(key);
  const value = fromText && typeof raw === 'string' ? fromWords(raw, rule.type) : raw;
  const result = settingsSchema.shape[key].safeParse(value);
  if (!result.success) return { ok: false, why: `It must be ${rule.allowed}.` };
  if (isFolderSetting(key) && !isUsableFolder(String(result.data))) {
    return { ok: false, why: `It must be ${rule.allowed}.` };
  }
  return { ok: true, value: result.data };
}

/** The sentence of an unusable value: what, where from, what is allowed. */
export function unusable(key: string, raw: unknown, where: string, why: string): string {
  const shown = JSON.stringify(raw) ?? String(raw);
  return `The setting ${key} = ${shown.length > 120 ? `${shown.slice(0, 120)}…` : shown} from ${where} cannot be used. ${why}`;
}

function misplacement(key: SettingKey, accepts: SettingsLayer['accepts']): string | undefined {
  if (accepts === 'user' && !isUserSetting(key)) return "It belongs in the library's settings file.";
  if (accepts === 'library' && isUserSetting(key)) return "It belongs in the user's settings file.";
  return undefined;
}

function fromWords(text: string, type: ValueRule['type']): unknown {
  if (type === 'integer' || type === 'number') return numberFromText(text);
  return type === 'switch' ? switchFromText(text) : text;
}

function switchFromText(text: string): unknown {
  const word = text.trim().toLowerCase();
  if (['true', 'on', 'yes', '1'].includes(word)) return true;
  return ['false', 'off', 'no', '0'].includes(word) ? false : text;
}

/** `Number('')` is 0 and `Number('0x10')` is 16; neither is what somebody typing a setting means. */
function numberFromText(text: string): unknown {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : text;
}

function isUsableFolder(path: string): boolean {
  return path === '' || (isAbsolute(path) && !path.includes('\0'));
}
