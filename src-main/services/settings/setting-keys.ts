import * as z from 'zod';
import { type SettingKey, settingsSchema, USER_SETTINGS } from '../../../src-contract/settings.ts';

/** Every key, in the order of the contract. */
export const SETTING_KEYS = Object.keys(settingsSchema.shape) as readonly SettingKey[];

/** Keys whose value is a folder: absolute, or empty for the usual place. */
const FOLDER_KEYS: ReadonlySet<SettingKey> = new Set(['library.default', 'models.folder']);

const userKeys: ReadonlySet<string> = new Set(USER_SETTINGS);

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(settingsSchema.shape, key);
}

/** Whether a key belongs to the person (one file per user) rather than to one library. */
export function isUserSetting(key: SettingKey): boolean {
  return userKeys.has(key);
}

export function isFolderSetting(key: SettingKey): boolean {
  return FOLDER_KEYS.has(key);
}

/** The name of a setting in the environment: `answer.topK` is `CARREL_ANSWER_TOP_K`. */
export function environmentName(key: SettingKey): string {
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll('.', '_');
  return `CARREL_${words.toUpperCase()}`;
}

export interface ValueRule {
  readonly type: 'text' | 'integer' | 'number' | 'choice' | 'switch';
  /** For people, as the end of "must be …". */
  readonly allowed: string;
}

interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly description?: string;
}

/** What a setting may hold, read off the contract's schema so that the two cannot disagree. */
export function valueRule(key: SettingKey): ValueRule {
  if (isFolderSetting(key)) return { type: 'text', allowed: 'the absolute path of a folder, or empty' };
  const schema = z.toJSONSchema(settingsSchema.shape[key], { io: 'input' }) as JsonSchema;
  if (schema.enum !== undefined) return { type: 'choice', allowed: `one of ${schema.enum.join(', ')}` };
  if (schema.type === 'boolean') return { type: 'switch', allowed: 'true or false' };
  const range = `from ${schema.minimum} to ${schema.maximum}`;
  if (schema.type === 'integer') return { type: 'integer', allowed: `a whole number ${range}` };
  if (schema.type === 'number') return { type: 'number', allowed: `a number ${range}` };
  // What a pattern means is in the description, written as the end of "must be …".
  if (schema.pattern !== undefined) return { type: 'text', allowed: schema.description ?? schema.pattern };
  return { type: 'text', allowed: 'text' };
}
