import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { AnswerFindings } from '../../../src-contract/answer.ts';
import type { StageRecord } from '../../../src-contract/traces.ts';
import { go, routeHash } from '../../app/route.ts';
import { shortPath } from '../../lib/place-text.ts';
import { useFormat } from '../../lib/use-format.ts';
import { ContextMeter } from './context-meter.tsx';

/** How an answer was made, folded: what was searched, each stage with its time, and the use of the context. */
export function HowMade({ stages = [], mode, query, context, freshness, trace }: AnswerFindings) {
  const t = useTranslations('chat.made');
  const format = useFormat();
  if (stages.length === 0) return null;
  const isWhole = stages.every(({ outcome }) => outcome === 'done');
  return (
    <details className="group">
      <summary className="flex w-fit cursor-default list-none items-center gap-1 rounded-control py-1 pe-2 text-small text-n9 hover:text-n11">
        <ChevronRight
          aria-hidden="true"
          className="size-3.5 transition-transform duration-(--quick) group-open:rotate-90"
        />
        {t('title')}
        {isWhole ? null : <span className="ms-1 text-n7">{t('degraded')}</span>}
      </summary>
      <div className="mb-1 mt-0.5 px-2 text-small">
        {query === undefined ? null : (
          <p className="mb-1 text-n8 [overflow-wrap:anywhere]">
            {mode === undefined ? t('searched', { query }) : t(`searchedBy.${mode}`, { query })}
          </p>
        )}
        {freshness === undefined ? null : (
          <p className="mb-1 text-n8">
            {t('freshness', {
              sources: freshness.sources,
              stale: freshness.stale,
              reindexed: freshness.reindexed,
              time: format.relative(freshness.checkedAt),
            })}
          </p>
        )}
        {freshness?.checkouts?.map(({ root, commit, changed, untracked = 0 }) => (
          <p key={root} title={commit} className="mb-1 text-n8 [overflow-wrap:anywhere]">
            {commit === undefined
              ? t('noCommit', { folder: shortPath(root) })
              : t('checkout', { folder: shortPath(root), commit: commit.slice(0, 12), changed: changed ?? -1 })}
            {untracked === 0 ? null : ` ${t('untracked', { untracked })}`}
          </p>
        ))}
        {context === undefined ? null : <ContextMeter {...context} />}
        <ol>
          {stages.map((record) => (
            <StageRow key={`${record.stage} ${record.ms}`} {...record} />
          ))}
        </ol>
        {trace === undefined ? null : (
          <a
            href={routeHash('insights', trace)}
            onClick={(event) => {
              if (event.ctrlKey || event.metaKey || event.shiftKey) return;
              event.preventDefault();
              go('insights', trace);
            }}
            className="mt-1 inline-block rounded-control text-accent hover:underline"
          >
            {t('trace')}
          </a>
        )}
      </div>
    </details>
  );
}

function StageRow({ stage, outcome, ms }: StageRecord) {
  const t = useTranslations('chat.made');
  const format = useFormat();
  const time = ms < 1000 ? t('milliseconds', { count: Math.max(1, Math.round(ms)) }) : format.seconds(ms / 1000);
  return (
    <li className="flex items-baseline gap-2 py-0.5">
      <span className="min-w-0 flex-1 truncate text-n9">{t(`stage.${stage}`)}</span>
      {outcome === 'done' ? null : <span className="text-n8">{t(`outcome.${outcome}`)}</span>}
      {outcome === 'skipped' ? null : <span className="tabular shrink-0 text-n7">{time}</span>}
    </li>
  );
}
