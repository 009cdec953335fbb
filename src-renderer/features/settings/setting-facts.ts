import {
  type SettingKey,
  type SettingOrigin,
  type Settings,
  type SettingsSnapshot,
  settingsSchema,
  USER_SETTINGS,
} from '../../../src-contract/settings.ts';

/** The settings that are numbers. */
export type NumberKey = { [K in SettingKey]: Settings[K] extends number ? K : never }[SettingKey];

/** The settings that are on or off. */
export type SwitchKey = { [K in SettingKey]: Settings[K] extends boolean ? K : never }[SettingKey];

const DEFAULTS = settingsSchema.parse({});
const USER_KEYS: ReadonlySet<string> = new Set(USER_SETTINGS);

/** What holds where nobody chose anything. */
export const defaultOf = <K extends SettingKey>(key: K): Settings[K] => DEFAULTS[key];

export interface NumberRange {
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
}

/** The numbers a setting may hold, read off the contract so that the two cannot disagree. */
export function rangeOf(key: NumberKey): NumberRange {
  const schema = settingsSchema.shape[key].unwrap();
  return {
    least: schema.minValue ?? Number.NEGATIVE_INFINITY,
    most: schema.maxValue ?? Number.POSITIVE_INFINITY,
    isWhole: schema.format === 'safeint',
  };
}

/** Where the value of a setting comes from, and whether a change made here would have any effect. */
export type Standing =
  | { readonly kind: 'default' }
  | { readonly kind: 'changed' | 'locked'; readonly origin: Exclude<SettingOrigin, 'default'>; readonly where: string };

/**
 * Judges one setting.
 *
 * Arguments and variables hold for this run and win over every file. A file named with `--config` stands in for the
 * library's own, so it takes changes of library settings; over the person's own settings it wins and takes none.
 */
export function standingOf(snapshot: SettingsSnapshot | undefined, key: SettingKey): Standing {
  const found = snapshot?.effective.find((effective) => effective.key === key);
  if (found === undefined || found.origin === 'default') return { kind: 'default' };
  const isGiven = found.origin === 'argument' || found.origin === 'environment';
  const isLocked = isGiven || (found.origin === 'file' && USER_KEYS.has(key));
  return { kind: isLocked ? 'locked' : 'changed', origin: found.origin, where: found.where ?? '' };
}

/** A number as somebody typed it, if it is one that the setting may hold. A comma is a decimal point, too. */
export function parseTyped(text: string, { least, most, isWhole }: NumberRange): number | undefined {
  const plain = text.trim().replace(',', '.');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain)) return undefined;
  const value = Number(plain);
  return value < least || value > most || (isWhole && !Number.isInteger(value)) ? undefined : value;
}
