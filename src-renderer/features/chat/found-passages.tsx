import { useTranslations } from 'use-intl';
import type { Passage } from '../../../src-contract/passage.ts';
import { PassageCard } from '../find/passage-card.tsx';
import { openSource } from '../source/source-store.ts';
import { passageTarget } from './answer-targets.ts';

/** What was found for a question that wanted no text. */
export function FoundPassages({ passages }: { readonly passages: readonly Passage[] }) {
  const t = useTranslations('turn');
  if (passages.length === 0) return <p className="text-n8">{t('nothingFound')}</p>;
  return (
    <>
      <p className="mb-2 text-small text-n7">{t('foundPassages', { count: passages.length })}</p>
      <ol className="space-y-3">
        {passages.map((passage, index) => (
          <li key={passage.chunk}>
            <p className="truncate font-medium text-n10">{passage.source.title}</p>
            <PassageCard passage={passage} onOpen={() => openSource(passages.map(passageTarget), index)} />
          </li>
        ))}
      </ol>
    </>
  );
}
