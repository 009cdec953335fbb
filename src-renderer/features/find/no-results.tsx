import { SearchX } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { SearchOutput, UnderstoodQuery } from '../../../src-contract/search.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { changeQuery, useFind } from './find-store.ts';
import { withoutRestriction } from './without-restriction.ts';

/** Says what left nothing: a restriction of the query, files that wait to be read, the filters, or the words themselves. */
export function NoResults({ text, outcome }: { readonly text: string; readonly outcome: SearchOutput }) {
  const t = useTranslations('find');
  const { query, limits = [] } = outcome;
  const { collections, kinds, mode } = useFind();
  const isNarrowed = collections.length > 0 || kinds.length > 0 || mode !== 'hybrid';
  const culprit = query.narrowing.find(({ left }) => left === 0);
  if (culprit !== undefined) return <Restricted text={text} culprit={culprit} query={query} />;
  const widen = (
    <Button look="outline" onClick={() => changeQuery({ collections: [], kinds: [], mode: 'hybrid' })}>
      {t('none.widen')}
    </Button>
  );
  const isReading = limits.includes('still-reading');
  const isOnlyNarrowing = query.text === '' && query.narrowing.length > 0;
  const advice = isOnlyNarrowing ? 'onlyRestrictions' : isReading ? 'reading' : isNarrowed ? 'narrowed' : 'text';
  return (
    <EmptyState icon={SearchX} title={t('none.title', { text })} action={isNarrowed ? widen : undefined}>
      {t(`none.${advice}`)}
    </EmptyState>
  );
}

function Restricted({
  text,
  culprit,
  query,
}: {
  readonly text: string;
  readonly culprit: UnderstoodQuery['narrowing'][number];
  readonly query: UnderstoodQuery;
}) {
  const t = useTranslations('find');
  const isAllWords = culprit.by === 'all-words';
  const lift = (): void => {
    if (isAllWords) {
      changeQuery({ matching: 'any' });
      return;
    }
    const written = culprit.by === 'filters' ? query.filters.map((filter) => filter.written) : [culprit.written];
    changeQuery({ text: written.reduce(withoutRestriction, useFind.getState().text) });
  };
  return (
    <EmptyState
      icon={SearchX}
      title={t('none.title', { text })}
      action={
        <Button look="outline" onClick={lift}>
          {isAllWords ? t('none.anyWord') : t('none.without', { restriction: culprit.written })}
        </Button>
      }
    >
      {isAllWords ? t('none.allWords') : t('none.restricted', { restriction: culprit.written })}
    </EmptyState>
  );
}
