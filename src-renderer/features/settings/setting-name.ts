import { useTranslations } from 'use-intl';
import { type SettingKey, settingsSchema } from '../../../src-contract/settings.ts';
import { LOCALES, type Locale } from '../../i18n/locales.ts';

/** Where the words for each setting are; a name of its own would drift from the one beside the control. */
const WORDS = {
  'ui.theme': 'appearance.theme',
  'ui.language': 'appearance.language',
  'ui.fontSize': 'appearance.fontSize',
  'ui.keepInTray': 'appearance.keepInTray',
  'quick.shortcut': 'appearance.shortcut',
  'library.default': 'folders.default',
  'library.autoHeal': 'advanced.autoHeal',
  'library.watchFolders': 'folders.watch',
  'library.keepDeletedDays': 'advanced.keepDeleted',
  'backup.schedule': 'backup.schedule',
  'backup.keep': 'backup.keep',
  'models.folder': 'answers.folder',
  'models.idleMinutes': 'models.idle',
  'models.mirror': 'models.mirror',
  'models.proxy': 'models.proxy',
  'embedding.model': 'advanced.embedding',
  'vector.engine': 'advanced.vectorEngine',
  'search.limit': 'advanced.limit',
  'search.fusion': 'advanced.fusion',
  'search.sparseModel': 'answers.rerank.sparse',
  'search.reranker': 'answers.rerank.model',
  'search.rerankTopN': 'answers.rerank.topN',
  'search.rerankBudgetMs': 'answers.rerank.budget',
  'answer.topK': 'answers.topK',
  'answer.temperature': 'answers.temperature',
  'answer.maxTokens': 'answers.maxTokens',
  'answer.contextTokens': 'answers.contextTokens',
  'answer.timeBudgetMs': 'answers.timeBudget',
  'answer.writeBudgetMs': 'answers.writeBudget',
  'answer.verifyBudgetMs': 'answers.verifyBudget',
  'answer.generator': 'answers.generator',
  'traces.keepDays': 'advanced.keepTraces',
  'traces.spans': 'advanced.spans',
  'ingest.timeoutSeconds': 'advanced.timeout',
  'ingest.memoryMb': 'advanced.memory',
  'ingest.maxFileMb': 'advanced.maxFile',
  'chunking.proseTokens': 'advanced.proseTokens',
  'chunking.codeTokens': 'advanced.codeTokens',
  'chunking.overlapTokens': 'advanced.overlapTokens',
} as const satisfies Readonly<Record<SettingKey, string>>;

/** Each language in itself, so that whoever landed in the wrong one finds the way out. */
export const LANGUAGES: Readonly<Record<Locale, string>> = { en: 'English', de: 'Deutsch', 'zh-CN': '简体中文' };

export const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(settingsSchema.shape, key);

/** Names settings as the other pages do; a key of another version of Carrel is shown as it is. */
export function useSettingName(): (key: string) => string {
  const t = useTranslations('settings');
  return (key) => (isSettingKey(key) ? t(WORDS[key]) : key);
}

/** Values that are words of their own, in words; undefined for numbers, paths and file names. */
export function useSettingValue(): (key: string, value: unknown) => string | undefined {
  const t = useTranslations('settings');
  return (key, value) => {
    if (key === 'ui.theme') {
      const { data: theme } = settingsSchema.shape['ui.theme'].unwrap().safeParse(value);
      return theme === undefined ? undefined : t(`appearance.themes.${theme}`);
    }
    if (key === 'ui.language') {
      const locale = LOCALES.find((known) => known === value);
      return locale === undefined ? t('appearance.languageSystem') : LANGUAGES[locale];
    }
    if (key === 'backup.schedule') {
      const { data: schedule } = settingsSchema.shape['backup.schedule'].unwrap().safeParse(value);
      return schedule === undefined ? undefined : t(`backup.schedules.${schedule}`);
    }
    if (key === 'search.fusion') {
      const { data: fusion } = settingsSchema.shape['search.fusion'].unwrap().safeParse(value);
      return fusion === undefined ? undefined : t(`advanced.fusions.${fusion}`);
    }
    if (typeof value === 'boolean') return t(value ? 'on' : 'off');
    if ((key === 'search.reranker' || key === 'search.sparseModel') && value === 'off') return t('answers.rerank.off');
    if (key !== 'answer.generator') return undefined;
    return value === 'auto' || value === 'extractive' ? t(`answers.${value}`) : undefined;
  };
}
