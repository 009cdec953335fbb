import { useFormatter, useTranslations } from 'use-intl';
import type { AnswerTrace } from '../../../src-contract/traces.ts';
import { ScrollRegion } from '../../ui/scroll-region.tsx';

/** Passages that are shown of the up to 200 that were looked at. */
const SHOWN = 30;

/** The passages an answer looked at, with the score of each list, those it was made of marked. */
export function CandidatesTable({ trace }: { readonly trace: AnswerTrace }) {
  const t = useTranslations('insights.trace');
  const format = useFormatter();
  const lists = [...new Set(trace.candidates.flatMap((candidate) => Object.keys(candidate.lists)))];
  const used = new Set(trace.final.map(({ chunk }) => chunk));
  const title = t('candidates', { candidates: trace.candidates.length, used: used.size });
  return (
    <section aria-labelledby="trace-candidates" className="min-w-0">
      <h3 id="trace-candidates" className="mb-1 text-base font-semibold text-n11">
        {title}
      </h3>
      <ScrollRegion label={[t('passage'), ...lists].join(', ')} className="max-h-90 border-y border-hairline">
        <table className="w-full text-small tabular-nums">
          <thead>
            <tr className="border-b border-hairline text-n8">
              <th scope="col" className="py-1 text-start font-medium">
                {t('passage')}
              </th>
              {lists.map((list) => (
                <th key={list} scope="col" className="ps-3 text-end font-medium">
                  {list}
                </th>
              ))}
              <th scope="col" className="ps-3 text-end font-medium">
                {t('used')}
              </th>
            </tr>
          </thead>
          <tbody>
            {trace.candidates.slice(0, SHOWN).map((candidate) => (
              <tr key={candidate.chunk} className="border-b border-hairline">
                <th scope="row" className="py-1 text-start font-normal text-n10">
                  {candidate.chunk}
                </th>
                {lists.map((list) => (
                  <td key={list} className="ps-3 text-end text-n10">
                    {candidate.lists[list] === undefined
                      ? ''
                      : format.number(candidate.lists[list], { maximumSignificantDigits: 3 })}
                  </td>
                ))}
                <td className="ps-3 text-end text-n10">{used.has(candidate.chunk) ? t('yes') : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}
