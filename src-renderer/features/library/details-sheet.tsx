import { ArrowLeft, BookOpen, KeyRound, RefreshCw, ScanText, Trash2, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { SourceId } from '../../../src-contract/ids.ts';
import type { Source, SourceDetails } from '../../../src-contract/source.ts';
import { isUnderWay } from '../../app/jobs-button.tsx';
import { carrel } from '../../lib/client.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { useRevision, useSystem } from '../../lib/system-store.ts';
import { useCollections } from '../../lib/use-collections.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useHostText } from '../../lib/use-host-text.ts';
import { useLoaded } from '../../lib/use-loaded.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { openSource, targetOfSource } from '../source/source-store.ts';
import { splitPath } from './file-name.ts';
import { showLibraryOverlay } from './library-store.ts';
import { OcrMark } from './ocr-mark.tsx';
import { PageCoverage } from './page-coverage.tsx';
import { isReadable, reindex, takesOcr, takesPassword } from './source-actions.ts';
import { StatusChip } from './status-chip.tsx';
import { useRemove } from './use-remove.ts';

/** Everything Carrel knows about one source, and about what an archive holds. */
export function DetailsSheet({ id, onClose }: { readonly id: SourceId; readonly onClose: () => void }) {
  const t = useTranslations('library.detail');
  const common = useTranslations('common');
  // The way from an archive into its files, so that Back leads out again.
  const [trail, setTrail] = useState<readonly Source[]>([]);
  const shown = trail.at(-1)?.id ?? id;
  const revision = useSettledRevision();
  const details = useLoaded(`${shown} ${revision}`, (signal) => carrel().library.getSource({ id: shown }, { signal }));
  const [last, setLast] = useState<SourceDetails>();
  if (details.state === 'ready' && details.value !== last) setLast(details.value);
  const source = details.state === 'ready' ? details.value : last?.id === shown ? last : undefined;
  const back = trail.length === 0 ? undefined : () => setTrail(trail.slice(0, -1));
  return (
    <Sheet open onOpenChange={(open) => (open ? undefined : onClose())} title={t('title')} side="end">
      <div className="flex min-w-0 flex-1 flex-col bg-n0">
        <header className="flex min-h-11 shrink-0 items-center gap-1 border-b border-hairline pe-2 ps-4">
          {back === undefined ? null : (
            <IconButton icon={ArrowLeft} label={t('back')} className="-ms-2 rtl:-scale-x-100" onClick={back} />
          )}
          <h2 className="min-w-0 flex-1 truncate text-base font-semibold text-n11">
            {source === undefined ? t('title') : splitPath(source.path).name}
          </h2>
          <IconButton icon={X} label={common('close')} onClick={onClose} />
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">
          {source !== undefined ? (
            <Details source={source} onOpenMember={(member) => setTrail([...trail, member])} onClose={onClose} />
          ) : details.state === 'failed' ? (
            <FailureNote failure={details.failure} />
          ) : (
            <Skeleton lines={8} />
          )}
        </div>
      </div>
    </Sheet>
  );
}

/** The revision once no job is under way: asking at each file of a long job would read the original every time. */
function useSettledRevision(): number {
  const revision = useRevision();
  const isBusy = useSystem((state) => state.status?.jobs.some(isUnderWay) ?? false);
  const [settled, setSettled] = useState(revision);
  if (!isBusy && settled !== revision) setSettled(revision);
  return settled;
}

function Details({
  source,
  onOpenMember,
  onClose,
}: {
  readonly source: SourceDetails;
  readonly onOpenMember: (member: Source) => void;
  readonly onClose: () => void;
}) {
  const t = useTranslations('library');
  const hostText = useHostText();
  const { status, members, coverage, excerpt } = source;
  const reason = source.reason === undefined ? undefined : hostText(source.reason, source.reasonCode);
  return (
    <div className="space-y-5">
      <section>
        <StatusChip status={status} />
        {reason === undefined ? null : (
          <p lang={reason.lang} className="mt-1 text-n10 [overflow-wrap:anywhere]">
            {reason.text}
          </p>
        )}
        {status === 'ok' || status === 'partial' ? null : <p className="mt-1 text-n8">{t(`advice.${status}`)}</p>}
        <Actions source={source} onClose={onClose} />
      </section>
      {coverage.length === 0 || source.pages === undefined ? null : (
        <Part title={t('detail.coverage')}>
          <PageCoverage pages={coverage} />
        </Part>
      )}
      <OcrMark coverage={coverage} />
      {source.kind === 'archive' ? (
        <Part title={t('detail.members', { count: members.length })}>
          <ul className="-mx-2">
            {members.map((member) => (
              <li key={member.id}>
                <button
                  type="button"
                  onClick={() => onOpenMember(member)}
                  className="flex min-h-8 w-full items-baseline gap-3 rounded-control px-2 py-1 text-start hover:bg-hover"
                >
                  <span className="min-w-0 flex-1 truncate text-n10">{splitPath(member.path).name}</span>
                  <span className="min-w-0 shrink-0 text-small">
                    <StatusChip status={member.status} />
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
      {excerpt === '' || source.kind === 'archive' ? null : (
        <Part title={t('detail.excerpt')}>
          <p className="text-n9 [overflow-wrap:anywhere]">{excerpt}</p>
        </Part>
      )}
      <Facts source={source} />
    </div>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1 text-tiny font-medium text-n7">{title}</h3>
      {children}
    </section>
  );
}

function Actions({ source, onClose }: { readonly source: SourceDetails; readonly onClose: () => void }) {
  const t = useTranslations('library');
  const remove = useRemove();
  const without = source.kind === 'pdf' ? source.coverage.filter(({ state }) => state === 'empty').length : 0;
  const open = (): void => {
    onClose();
    // After the sheet has given the focus back: the pane remembers where it came from.
    requestAnimationFrame(() => openSource([targetOfSource(source)], 0));
  };
  return (
    <div className="mt-3 flex flex-wrap gap-2">
      {takesPassword(source) ? (
        <Button look="solid" size="small" onClick={() => showLibraryOverlay({ kind: 'password', source })}>
          <KeyRound aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
          {t('unlock')}
        </Button>
      ) : null}
      {takesOcr(source) || without > 0 ? (
        <Button
          look={source.status === 'no-text' ? 'solid' : 'outline'}
          size="small"
          onClick={() => showLibraryOverlay({ kind: 'ocr', source, ...(without === 0 ? {} : { pages: without }) })}
        >
          <ScanText aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
          {t('readPages')}
        </Button>
      ) : null}
      {isReadable(source.status) && source.kind !== 'archive' ? (
        <Button look="outline" size="small" onClick={open}>
          <BookOpen aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
          {t('open')}
        </Button>
      ) : null}
      <Button look="outline" size="small" onClick={() => void reindex([source.id]).catch(showFailure)}>
        <RefreshCw aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
        {t('reindex')}
      </Button>
      <Button
        look="outline"
        size="small"
        onClick={() => {
          onClose();
          remove([source]);
        }}
      >
        <Trash2 aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
        {t('remove')}
      </Button>
    </div>
  );
}

function Facts({ source }: { readonly source: SourceDetails }) {
  const t = useTranslations('library.detail');
  const kinds = useTranslations('library.kind');
  const format = useFormat();
  const collections = useCollections();
  const collection = collections?.find(({ id }) => id === source.collectionId)?.name;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 border-t border-hairline pt-3 text-small">
      <Fact name={t('heading')}>{source.title}</Fact>
      <Fact name={t('path')} copy={source.path} copyLabel={t('copyPath')}>
        {source.path}
      </Fact>
      {collection === undefined ? null : <Fact name={t('collection')}>{collection}</Fact>}
      <Fact name={t('kind')}>{kinds(source.kind)}</Fact>
      <Fact name={t('size')}>{format.size(source.sizeBytes)}</Fact>
      {source.pages === undefined ? null : <Fact name={t('pages')}>{format.number(source.pages)}</Fact>}
      <Fact name={t('passages')}>{format.number(source.chunks)}</Fact>
      {source.modifiedAt === undefined ? null : <Fact name={t('modified')}>{format.exact(source.modifiedAt)}</Fact>}
      <Fact name={t('indexed')}>{format.exact(source.indexedAt)}</Fact>
      <Fact name={t('origin')}>
        {t(`from.${source.origin}`)}. {source.originalAvailable ? t('original.yes') : t('original.no')}
      </Fact>
      {source.hash === '' ? null : (
        <Fact name={t('hash')} copy={source.hash} copyLabel={t('copyHash')}>
          <code className="font-mono text-tiny">{source.hash}</code>
        </Fact>
      )}
    </dl>
  );
}

function Fact({
  name,
  copy,
  copyLabel,
  children,
}: {
  readonly name: string;
  readonly copy?: string;
  readonly copyLabel?: string;
  readonly children: ReactNode;
}) {
  return (
    <>
      <dt className="text-n7">{name}</dt>
      <dd className="flex min-w-0 items-start gap-1 text-n10">
        <span className="min-w-0 [overflow-wrap:anywhere]">{children}</span>
        {copy === undefined || copyLabel === undefined ? null : (
          <CopyButton label={copyLabel} read={() => copy} className="-my-0.5" />
        )}
      </dd>
    </>
  );
}
