import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { WhyOutput, WhyStage, WhyWord } from '../../../src-contract/why.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useHostText } from '../../lib/use-host-text.ts';
import { Button } from '../../ui/button.tsx';
import { openSource } from '../source/source-store.ts';
import { ExplanationTree } from './explanation-tree.tsx';
import { changeQuery, MOST_PASSAGES, useFind } from './find-store.ts';
import { useMissing } from './missing-store.ts';
import { withoutRestriction } from './without-restriction.ts';

/** What became of a source in a search: first in sentences, then, on demand, in numbers. */
export function MissingStory({ why }: { readonly why: WhyOutput }) {
  const t = useTranslations('find.missing');
  const hostText = useHostText();
  const { verdict, rank = 0, limit } = why;
  const reason = why.reason === undefined ? undefined : hostText(why.reason, why.reasonCode);
  const by = stopperOf(why);
  const missing = why.words.filter(({ inPassage }) => inPassage === 0);
  return (
    <>
      <p className="text-read text-n11">{t(`verdict.${verdict}`, { rank, limit, by })}</p>
      {verdict === 'not-read' && reason !== undefined ? (
        <p lang={reason.lang} className="mt-1 text-n9">
          {reason.text}
        </p>
      ) : null}
      <Actions why={why} by={by} />
      {missing.length > 0 && why.passages > 0 ? (
        <Part title={t('words')}>
          <ul className="space-y-1">
            {missing.map((word) => (
              <MissingWord key={word.word} word={word} />
            ))}
          </ul>
        </Part>
      ) : null}
      {why.above.length > 0 ? <Above why={why} /> : null}
      <details className="mt-4 border-t border-hairline pt-3">
        <summary className="cursor-pointer rounded-control text-small text-n8 hover:text-n11">{t('numbers')}</summary>
        <Stages stages={why.stages} />
        <Comparison why={why} />
      </details>
    </>
  );
}

const stopperOf = ({ stages }: WhyOutput): string => stages.find(({ outcome }) => outcome === 'stopped')?.by ?? '';

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="mt-4">
      <h3 className="mb-1 text-small font-semibold text-n9">{title}</h3>
      {children}
    </section>
  );
}

/** What would bring it among the results, where that is known. */
function Actions({ why, by }: { readonly why: WhyOutput; readonly by: string }) {
  const t = useTranslations('find.missing');
  const { verdict, passage } = why;
  const lift = (): void => changeQuery({ text: withoutRestriction(useFind.getState().text, by), matching: 'any' });
  return (
    <div className="mt-2 flex flex-wrap gap-2 empty:hidden">
      {verdict === 'excluded' ? (
        <Button look="outline" size="small" onClick={lift}>
          {t('lift', { by })}
        </Button>
      ) : null}
      {verdict === 'out-of-scope' ? (
        <Button look="outline" size="small" onClick={() => changeQuery({ collections: [], kinds: [] })}>
          {t('widen')}
        </Button>
      ) : null}
      {verdict === 'below-limit' && why.limit < MOST_PASSAGES ? (
        <Button look="outline" size="small" onClick={() => changeQuery({ limit: MOST_PASSAGES })}>
          {t('showMore')}
        </Button>
      ) : null}
      {passage === undefined ? null : (
        <Button
          size="small"
          onClick={() => {
            useMissing.setState({ isOpen: false });
            openSource([{ source: passage.source, position: passage.position }], 0);
          }}
        >
          {t('lookAt')}
        </Button>
      )}
    </div>
  );
}

function MissingWord({ word: { word, inSource, inLibrary, near } }: { readonly word: WhyWord }) {
  const t = useTranslations('find.missing');
  const where = inSource ? t('elsewhere') : t('inOthers', { count: inLibrary });
  const instead = near.length === 0 ? '' : `; ${t('near', { words: near.join(', ') })}`;
  return (
    <li className="text-n9 [overflow-wrap:anywhere]">
      <strong className="font-medium text-n11">{word}</strong> {where}
      {instead}
    </li>
  );
}

function Above({ why: { above } }: { readonly why: WhyOutput }) {
  const t = useTranslations('find.missing');
  const format = useFormat();
  return (
    <Part title={t('above')}>
      <ol>
        {above.map(({ rank, source, position, chunk }) => (
          <li key={chunk} className="flex min-w-0 items-baseline gap-2 py-0.5">
            <span className="tabular w-6 shrink-0 text-end text-n7">{format.number(rank)}</span>
            <span className="min-w-0 truncate text-n10" title={source.path}>
              {source.title}
            </span>
            <span className="shrink-0 text-small text-n7">{format.place(position, source.kind)}</span>
          </li>
        ))}
      </ol>
    </Part>
  );
}

function Stages({ stages }: { readonly stages: readonly WhyStage[] }) {
  const t = useTranslations('find.missing');
  return (
    <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-small">
      {stages.map((stage) => (
        <div key={stage.name} className="contents">
          <dt className="text-n8">{t(`stage.${stage.name}`)}</dt>
          <dd className={`tabular ${stage.outcome === 'stopped' ? 'font-medium text-bad' : 'text-n10'}`}>
            <StageLine stage={stage} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function StageLine({ stage: { name, outcome, rank, of, score } }: { readonly stage: WhyStage }) {
  const t = useTranslations('find.missing.line');
  const format = useFormat();
  if (outcome === 'unused' || (outcome === 'not-reached' && rank === undefined)) return t(outcome);
  const value = score === undefined ? '' : ` · ${format.number(Math.round(score * 1000) / 1000)}`;
  if (rank !== undefined && of === undefined) return t('rank', { rank });
  if (rank !== undefined && of !== undefined) return t(name === 'limit' ? 'limit' : 'rankOf', { rank, of }) + value;
  if (outcome === 'passed' && of !== undefined) return t('left', { count: of });
  return t(outcome);
}

/** The score of the passage beside those of what stands before it. */
function Comparison({ why: { passage, above } }: { readonly why: WhyOutput }) {
  const t = useTranslations('find.missing');
  if (passage?.explain === undefined) return null;
  return (
    <Part title={t('compare')}>
      <div className="grid gap-4 middle:grid-cols-2">
        <div className="min-w-0">
          <h4 className="truncate text-small font-medium text-n11">{t('followed')}</h4>
          <ExplanationTree node={passage.explain} />
        </div>
        {above.map(({ chunk, rank, source, explain }) => (
          <div key={chunk} className="min-w-0">
            <h4 className="truncate text-small font-medium text-n11" title={source.title}>
              {rank}. {source.title}
            </h4>
            <ExplanationTree node={explain} />
          </div>
        ))}
      </div>
    </Part>
  );
}
