import { useTranslations } from 'use-intl';
import { type SettingKey, settingsSchema } from '../../../src-contract/settings.ts';

/** Where the words for each setting are; a name of its own would drift from the one beside the control. */
const WORDS = {
  'ui.theme': 'appearance.theme',
  'ui.language': 'appearance.language',
  'ui.fontSize': 'appearance.fontSize',
  'library.default': 'folders.default',
  'models.folder': 'answers.folder',
  'search.limit': 'advanced.limit',
  'answer.topK': 'answers.topK',
  'answer.temperature': 'answers.temperature',
  'answer.maxTokens': 'answers.maxTokens',
  'answer.contextTokens': 'answers.contextTokens',
  'answer.generator': 'answers.generator',
  'ingest.timeoutSeconds': 'advanced.timeout',
  'ingest.memoryMb': 'advanced.memory',
  'ingest.maxFileMb': 'advanced.maxFile',
} as const satisfies Readonly<Record<SettingKey, string>>;

export const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(settingsSchema.shape, key);

/** Names settings as the other pages do; a key of another version of Carrel is shown as it is. */
export function useSettingName(): (key: string) => string {
  const t = useTranslations('settings');
  return (key) => (isSettingKey(key) ? t(WORDS[key]) : key);
}
