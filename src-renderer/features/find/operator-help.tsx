import { CircleHelp } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Checkbox } from '../../ui/checkbox.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Popover } from '../../ui/popover.tsx';
import { changeQuery, useFind } from './find-store.ts';

const OPERATORS = ['phrase', 'required', 'excluded', 'path', 'lang', 'kind', 'not'] as const;

/** What can be written into the field besides words, and whether every word must match. */
export function OperatorHelp() {
  const t = useTranslations('find.operators');
  const matching = useFind((state) => state.matching);
  return (
    <Popover label={t('title')} align="end" trigger={<IconButton icon={CircleHelp} label={t('title')} size="small" />}>
      <h2 className="mb-2 font-semibold text-n11">{t('title')}</h2>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1.5 text-small">
        {OPERATORS.map((operator) => (
          <div key={operator} className="contents">
            <dt className="whitespace-nowrap font-mono text-n10">{t(`${operator}.example`)}</dt>
            <dd className="text-n8">{t(`${operator}.meaning`)}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-2 mb-2 text-small text-n7">{t('note')}</p>
      <Checkbox
        checked={matching === 'all'}
        onChange={(isChosen) => changeQuery({ matching: isChosen ? 'all' : 'any' })}
      >
        {t('allWords')}
      </Checkbox>
    </Popover>
  );
}
