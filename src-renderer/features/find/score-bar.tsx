import { useFormatter, useTranslations } from 'use-intl';
import type { Passage } from '../../../src-contract/passage.ts';
import { Popover } from '../../ui/popover.tsx';
import { ExplanationTree } from './explanation-tree.tsx';
import { type ScoreShare, scoreShares } from './score-shares.ts';

const COLOURS: Readonly<Record<ScoreShare['side'], string>> = {
  words: 'bg-accent',
  meaning: 'bg-info',
  ranking: 'bg-caution',
};

/** What the score is made of, as a small bar; pressing it tells why the passage was found. */
export function ScoreBar({ passage }: { readonly passage: Passage }) {
  const t = useTranslations('find');
  const format = useFormatter();
  const shares = scoreShares(passage.explain);
  const percent = (value: number): string => format.number(value, { style: 'percent', maximumFractionDigits: 0 });
  const summary = shares.map(({ side, value }) => `${t(`side.${side}`)} ${percent(value)}`).join(', ');
  return (
    <Popover
      label={t('why')}
      align="start"
      trigger={
        <button
          type="button"
          aria-label={`${t('why')} ${summary}`}
          title={summary}
          className="inline-grid h-6 shrink-0 place-items-center rounded-control px-1.5 hover:bg-hover data-[state=open]:bg-hover"
        >
          <Bar shares={shares} />
        </button>
      }
    >
      <h3 className="font-semibold text-n11">{t('why')}</h3>
      <ul className="my-2 flex flex-wrap gap-x-4 gap-y-1 text-small text-n9">
        {shares.map(({ side, value }) => (
          <li key={side} className="flex items-center gap-1.5">
            <span aria-hidden="true" className={`size-2 rounded-[2px] forced-color-adjust-none ${COLOURS[side]}`} />
            {t(`side.${side}`)} <span className="tabular text-n7">{percent(value)}</span>
          </li>
        ))}
      </ul>
      <div className="border-t border-hairline pt-2">
        <ExplanationTree node={passage.explain} />
      </div>
    </Popover>
  );
}

function Bar({ shares }: { readonly shares: readonly ScoreShare[] }) {
  return (
    <span aria-hidden="true" className="flex h-1 w-18 overflow-hidden rounded-full bg-n4 forced-color-adjust-none">
      {shares.map(({ side, value }) => (
        <span key={side} className={COLOURS[side]} style={{ width: `${value * 100}%` }} />
      ))}
    </span>
  );
}
