import { ChevronLeft, ChevronRight, Download, X } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { carrel } from '../../lib/client.ts';
import { shortPath } from '../../lib/place-text.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useLoaded } from '../../lib/use-loaded.ts';
import { FailureNote } from '../../ui/failure-note.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { downloadOriginal } from './original-bytes.ts';
import { closeSource, type SourceTarget, stepSource, useSourcePane } from './source-store.ts';
import { SourceView } from './source-view.tsx';

/** The original beside the answer: its head, and the source itself with the passage marked. */
export function SourcePane() {
  const t = useTranslations('source');
  const target = useSourcePane((state) => state.targets[state.index]);
  const id = target?.source.id;
  const details = useLoaded(id ?? '', (signal) =>
    id === undefined ? Promise.reject(new Error(t('loading'))) : carrel().library.getSource({ id }, { signal }),
  );
  if (target === undefined) return null;
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <PaneHeader target={target} hasOriginal={details.state === 'ready' && details.value.originalAvailable} />
      {details.state === 'ready' ? <SourceView key={target.source.id} details={details.value} target={target} /> : null}
      {details.state === 'loading' ? <Skeleton className="p-6" lines={9} /> : null}
      {details.state === 'failed' ? (
        <div className="p-3">
          <FailureNote failure={details.failure} />
        </div>
      ) : null}
    </div>
  );
}

function PaneHeader({ target, hasOriginal }: { readonly target: SourceTarget; readonly hasOriginal: boolean }) {
  const t = useTranslations('source');
  const format = useFormat();
  const count = useSourcePane((state) => state.targets.length);
  const index = useSourcePane((state) => state.index);
  const { source, position } = target;
  const place = position === undefined ? '' : format.place(position, source.kind);
  return (
    <header className="flex h-11 shrink-0 items-center gap-0.5 border-b border-hairline pe-1.5 ps-3.5">
      <div className="flex min-w-0 flex-1 items-baseline gap-2" title={source.path}>
        <h2 className="min-w-0 truncate font-semibold text-n11">{source.title}</h2>
        <span className="tabular shrink-0 whitespace-nowrap text-small text-n7">{place || shortPath(source.path)}</span>
      </div>
      {count < 2 ? null : (
        <>
          <IconButton
            icon={ChevronLeft}
            label={t('previous')}
            keys="["
            disabled={index <= 0}
            onClick={() => stepSource(-1)}
          />
          <span className="tabular whitespace-nowrap text-small text-n7">
            {t('count', { index: index + 1, total: count })}
          </span>
          <IconButton
            icon={ChevronRight}
            label={t('next')}
            keys="]"
            disabled={index >= count - 1}
            onClick={() => stepSource(1)}
          />
        </>
      )}
      {hasOriginal ? (
        <IconButton
          icon={Download}
          label={t('download')}
          onClick={() => void downloadOriginal(source.id, source.path).catch(showFailure)}
        />
      ) : null}
      <IconButton icon={X} label={t('close')} onClick={closeSource} />
    </header>
  );
}
