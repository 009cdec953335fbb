import { useTranslations } from 'use-intl';
import type { AnswerBrief } from '../../../src-contract/insights.ts';
import { go, routeHash } from '../../app/route.ts';
import { useFormat } from '../../lib/use-format.ts';
import { marksOf } from './findings.ts';
import { useDuration } from './use-duration.ts';

/** Answers with what they took, each a link to its trace. */
export function BriefList({
  title,
  id,
  briefs,
}: {
  readonly title: string;
  readonly id: string;
  readonly briefs: readonly AnswerBrief[];
}) {
  return (
    <section aria-labelledby={id} className="min-w-0">
      <h2 id={id} className="mb-1 text-base font-semibold text-n11">
        {title}
      </h2>
      <ol className="divide-y divide-hairline border-y border-hairline">
        {briefs.map((brief) => (
          <BriefRow key={brief.trace} brief={brief} />
        ))}
      </ol>
    </section>
  );
}

function BriefRow({ brief }: { readonly brief: AnswerBrief }) {
  const t = useTranslations('insights');
  const format = useFormat();
  const duration = useDuration();
  const marks = marksOf(brief).map((mark) => t(`mark.${mark}`));
  return (
    <li>
      <a
        href={routeHash('insights', brief.trace)}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          go('insights', brief.trace);
        }}
        className="flex flex-wrap items-baseline gap-x-3 rounded-control px-1 py-1.5 hover:bg-hover"
      >
        <span className="min-w-40 flex-1 truncate text-n11">
          {brief.query === '' ? t('erasedQuestion') : brief.query}
        </span>
        {marks.length === 0 ? null : <span className="text-small text-caution">{marks.join(' · ')}</span>}
        <span className="text-small tabular-nums text-n10">{duration(brief.totalMs)}</span>
        <time dateTime={brief.startedAt} title={format.exact(brief.startedAt)} className="text-small text-n8">
          {format.relative(brief.startedAt)}
        </time>
      </a>
    </li>
  );
}
