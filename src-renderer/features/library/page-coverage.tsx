import { useTranslations } from 'use-intl';
import type { PageCoverage as Page } from '../../../src-contract/source.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useHostText } from '../../lib/use-host-text.ts';
import { classNames } from '../../ui/class-names.ts';

const LOOKS: Readonly<Record<Page['state'], string>> = {
  text: 'border-good bg-good',
  ocr: 'border-good bg-[linear-gradient(45deg,var(--good)_50%,transparent_50%)]',
  empty: 'border-dashed border-n7',
  failed: 'border-bad bg-[linear-gradient(135deg,transparent_42%,var(--bad)_42%,var(--bad)_58%,transparent_58%)]',
};

/** Pages drawn as squares; beyond that the sentence and the list of failed pages say it. */
const MOST_SQUARES = 400;

/** Which pages gave text: a sentence, a square for each page, and why some could not be read. */
export function PageCoverage({ pages }: { readonly pages: readonly Page[] }) {
  const t = useTranslations('library.detail');
  const hostText = useHostText();
  const format = useFormat();
  const count = (state: Page['state']): number => pages.filter((page) => page.state === state).length;
  const failed = pages.filter((page) => page.reason !== undefined && page.state !== 'text' && page.state !== 'ocr');
  return (
    <>
      <p className="text-n9">
        {t('coverageSum', {
          text: count('text'),
          total: pages.length,
          ocr: count('ocr'),
          empty: count('empty'),
          failed: count('failed'),
        })}
      </p>
      <div aria-hidden="true" className="mt-2 flex flex-wrap gap-[3px]">
        {pages.slice(0, MOST_SQUARES).map(({ page, state, characters }) => (
          <span
            key={page}
            title={`${t('page', { page, state: t(`state.${state}`) })} · ${t('characters', { count: characters })}`}
            className={classNames('size-2.5 rounded-[2px] border forced-color-adjust-none', LOOKS[state])}
          />
        ))}
        {pages.length > MOST_SQUARES ? (
          <span className="text-tiny text-n7">+ {format.number(pages.length - MOST_SQUARES)}</span>
        ) : null}
      </div>
      {failed.length === 0 ? null : (
        <ul className="mt-2 space-y-0.5 text-small text-n8" aria-label={t('failedPages')}>
          {failed.slice(0, 20).map(({ page, state, reason = '', reasonCode }) => (
            <li key={page}>
              {t('page', { page, state: t(`state.${state}`) })} · {hostText(reason, reasonCode).text}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
