import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { Limit } from '../../../src-contract/answer.ts';

/** What held an answer back, in a few words; a code of another version of Carrel as it is. */
export function useLimitName(): (code: string) => string {
  const t = useTranslations('insights.limit');
  return useMemo(() => (code) => (t.has(code as Limit['code']) ? t(code as Limit['code']) : code), [t]);
}
