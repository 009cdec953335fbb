import { X } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { UnderstoodQuery } from '../../../src-contract/search.ts';
import { changeQuery, useFind } from './find-store.ts';
import { withoutRestriction } from './without-restriction.ts';

/** How the operators in the field were understood: a chip for each restriction, which takes it out of the text. */
export function QueryRestrictions() {
  const t = useTranslations('find');
  const text = useFind((state) => state.text);
  const query = useFind((state) => state.outcome?.query);
  const limits = useFind((state) => state.outcome?.limits) ?? [];
  const written = query === undefined ? [] : restrictionsOf(query).filter((each) => text.includes(each));
  if (query === undefined || (written.length === 0 && !query.isPartial && limits.length === 0)) return null;
  return (
    <>
      {written.length === 0 ? null : (
        <ul aria-label={t('restrictions')} className="flex min-w-0 flex-wrap gap-1">
          {written.map((each) => (
            <li key={each} className="min-w-0 max-w-full">
              <button
                type="button"
                aria-label={t('removeRestriction', { restriction: each })}
                onClick={() => changeQuery({ text: withoutRestriction(text, each) })}
                className="inline-flex h-6 max-w-full items-center gap-1 rounded-control bg-n2 px-1.5 text-small text-n9 transition-colors duration-(--quick) hover:bg-hover hover:text-n11"
              >
                <span className="min-w-0 truncate">{each}</span>
                <X aria-hidden="true" className="size-3 shrink-0" strokeWidth={2} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {limits.map((limit) => (
        <p key={limit} className="text-small text-n7">
          {t(`limits.${limit}`)}
        </p>
      ))}
      {query.isPartial ? <p className="text-small text-n7">{t('partial')}</p> : null}
    </>
  );
}

/** Every restriction as it stands in the text, filters first. */
function restrictionsOf({ filters, narrowing }: UnderstoodQuery): string[] {
  const clauses = narrowing.filter(({ by }) => by !== 'filters' && by !== 'all-words');
  return [...new Set([...filters, ...clauses].map(({ written }) => written))];
}
