import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { pageNameOf } from '../../../src-contract/passage.ts';
import type { SourceDetails } from '../../../src-contract/source.ts';
import { carrel } from '../../lib/client.ts';
import { isMarkdownKind } from '../../lib/markdown-kinds.ts';
import { useLoaded } from '../../lib/use-loaded.ts';
import { FailureNote } from '../../ui/failure-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { CodeView } from './code-view.tsx';
import { CsvView } from './csv-view.tsx';
import { ocrOfPage } from './ocr-of-page.ts';
import { OcrLine } from './ocr-tag.tsx';
import { PageBar } from './page-bar.tsx';
import { ProseView } from './prose-view.tsx';
import type { SourceTarget } from './source-store.ts';

/** A table in CSV has lines and no sheets. */
const isCsv = ({ kind, pages }: SourceDetails): boolean => kind === 'sheet' && pages === undefined;

/** The text of a source as Carrel read it, with the passage marked; by page where the source has pages. */
export function TextView({ details, target }: { readonly details: SourceDetails; readonly target: SourceTarget }) {
  const t = useTranslations('source');
  const { position } = target;
  const [turned, setTurned] = useState<{ target: SourceTarget; page: number }>();
  const page =
    details.pages === undefined ? undefined : turned?.target === target ? turned.page : (position?.page ?? 1);
  const text = useLoaded(`${details.id} ${details.indexedAt} ${page}`, (signal) =>
    carrel().library.readSource({ id: details.id, ...(page === undefined ? {} : { page }) }, { signal }),
  );
  const range = position !== undefined && position.page === page ? position : undefined;
  return (
    <>
      {details.pages === undefined || page === undefined ? null : (
        <PageBar
          page={page}
          pages={details.pages}
          name={pageNameOf(details.kind)}
          onPage={(next) => setTurned({ target, page: next })}
        />
      )}
      <OcrLine ocr={ocrOfPage(details.coverage, page)} />
      {text.state === 'loading' ? <Skeleton className="p-6" lines={9} /> : null}
      {text.state === 'failed' ? (
        <div className="p-3">
          <FailureNote failure={text.failure} />
        </div>
      ) : null}
      {text.state === 'ready' && text.value.text.trim() === '' ? (
        <p className="p-6 text-n7">
          {page === undefined ? t('noText') : t('emptyPage', { name: pageNameOf(details.kind) })}
        </p>
      ) : null}
      {text.state === 'ready' && text.value.text.trim() !== '' ? (
        details.kind === 'code' ? (
          <CodeView text={text.value.text} language={text.value.language} range={range} />
        ) : isCsv(details) ? (
          <CsvView text={text.value.text} range={range} />
        ) : (
          <ProseView text={text.value.text} range={range} isMarkdown={isMarkdownKind(details.kind)} />
        )
      ) : null}
    </>
  );
}
