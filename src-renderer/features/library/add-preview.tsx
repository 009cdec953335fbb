import { ChevronRight } from 'lucide-react';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { FolderPreview, LeftOut } from '../../../src-contract/folder.ts';
import { type AddRequest, useAddRequest } from '../../lib/add-with-preview.ts';
import { carrel } from '../../lib/client.ts';
import { useSetting } from '../../lib/settings-store.ts';
import { useCollections } from '../../lib/use-collections.ts';
import { useFormat } from '../../lib/use-format.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { splitPath } from './file-name.ts';

/** What adding a folder would read and leave out, before it is read. */
export function AddPreview() {
  const t = useTranslations('library.preview');
  const request = useAddRequest((state) => state.request);
  if (request === undefined) return null;
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : request.settle({ kind: 'cancel' }))}
      title={t('title')}
      wide
    >
      <Preview request={request} />
    </Dialog>
  );
}

/** What is known so far of what would be added. */
type Look =
  | { readonly state: 'looking'; readonly files: number }
  | { readonly state: 'ready'; readonly preview: FolderPreview }
  | { readonly state: 'handed'; readonly files: number; readonly bytes: number; readonly largest: Largest }
  | { readonly state: 'failed'; readonly failure: unknown };
type Largest = FolderPreview['largest'];

function Preview({ request }: { readonly request: AddRequest }) {
  const t = useTranslations('library.preview');
  const common = useTranslations('common');
  const collections = useCollections();
  const usual = useSetting('library.watchFolders') ?? true;
  const [chosen, setChosen] = useState<boolean>();
  const look = useLook(request);
  const onDisk = request.toAdd.paths.length > 0;
  const wanted = request.collection ?? request.toAdd.folder;
  const name = collections?.find(({ id }) => id === wanted)?.name ?? wanted ?? 'Documents';
  const files = look.state === 'ready' ? look.preview.files : look.state === 'handed' ? look.files : undefined;
  const add = (): void => request.settle({ kind: 'add', ...(onDisk ? { watch: chosen ?? usual } : {}) });
  const isSettled = files === 0 && look.state === 'ready' && look.preview.unchanged + look.preview.removed === 0;
  return (
    <div className="space-y-4">
      <p className="text-n9 [overflow-wrap:anywhere]">
        {onDisk ? <span className="block font-mono text-small text-n10">{request.toAdd.paths.join(', ')}</span> : null}
        {t('into', { name })} {onDisk ? null : t('copied')}
      </p>
      <Findings look={look} />
      {onDisk ? (
        <div className="-mx-2">
          <Checkbox checked={chosen ?? usual} onChange={setChosen}>
            <span className="text-n10">{t('watch')}</span>
          </Checkbox>
        </div>
      ) : null}
      <div className="flex justify-end gap-2">
        <Button onClick={() => request.settle({ kind: 'cancel' })}>{common('cancel')}</Button>
        <Button look="solid" disabled={files === undefined || isSettled} onClick={add}>
          {t('add', { count: files ?? 0 })}
        </Button>
      </div>
    </div>
  );
}

/** Asks the host about folders on disk; of files handed over by a browser only name and size are known. */
function useLook({ toAdd, collection }: AddRequest): Look {
  const [look, setLook] = useState<Look>({ state: 'looking', files: 0 });
  useEffect(() => {
    if (toAdd.paths.length === 0) {
      const sized = toAdd.files.map(({ name, file }) => ({ path: name, sizeBytes: file.size }));
      const largest = [...sized].sort((a, b) => b.sizeBytes - a.sizeBytes).slice(0, 5);
      setLook({
        state: 'handed',
        files: sized.length,
        bytes: sized.reduce((sum, one) => sum + one.sizeBytes, 0),
        largest,
      });
      return;
    }
    const abort = new AbortController();
    const into = collection ?? toAdd.folder;
    const input = { paths: [...toAdd.paths], ...(into === undefined ? {} : { collection: into }) };
    const ask = async (): Promise<void> => {
      const call = carrel().library.previewFolder(input, { signal: abort.signal });
      for await (const { files } of call) setLook({ state: 'looking', files });
      const preview = await call.result;
      if (!abort.signal.aborted) setLook({ state: 'ready', preview });
    };
    ask().catch((failure: unknown) => {
      if (!abort.signal.aborted) setLook({ state: 'failed', failure });
    });
    return () => abort.abort();
  }, [toAdd, collection]);
  return look;
}

function Findings({ look }: { readonly look: Look }) {
  const t = useTranslations('library.preview');
  const kinds = useTranslations('library.kind');
  const format = useFormat();
  if (look.state === 'failed') return <FailureNote failure={look.failure} />;
  if (look.state === 'looking') {
    return (
      <div role="status" className="space-y-2">
        <p className="tabular text-n9">{t('looking', { count: look.files })}</p>
        <ProgressBar share={undefined} label={t('looking', { count: look.files })} />
      </div>
    );
  }
  if (look.state === 'handed') {
    return (
      <>
        <Sum parts={[t('files', { count: look.files }), format.size(look.bytes)]} />
        <LargestFiles files={look.largest} />
      </>
    );
  }
  const { preview } = look;
  const parts = [
    t('files', { count: preview.files }),
    format.size(preview.bytes),
    preview.files > 0 ? t('time', { time: format.seconds(Math.max(1, preview.seconds)) }) : undefined,
    preview.unchanged > 0 ? t('unchanged', { count: preview.unchanged }) : undefined,
    preview.renamed > 0 ? t('renamed', { count: preview.renamed }) : undefined,
    preview.removed > 0 ? t('removed', { count: preview.removed }) : undefined,
    preview.tooLarge > 0 ? t('tooLarge', { count: preview.tooLarge }) : undefined,
  ];
  return (
    <>
      <Sum parts={parts.filter((part) => part !== undefined)} />
      {preview.kinds.length === 0 ? null : (
        <Part title={t('kinds')}>
          <ul>
            {preview.kinds.map(({ kind, files, bytes }) => (
              <Line key={kind} name={kinds(kind)} note={`${t('files', { count: files })} · ${format.size(bytes)}`} />
            ))}
          </ul>
        </Part>
      )}
      <LargestFiles files={preview.largest} />
      {preview.leftOut.length === 0 ? null : (
        <Part title={t('leftOut')}>
          <ul>
            {preview.leftOut.map((one) => (
              <LeftOutLine key={one.reason} leftOut={one} />
            ))}
          </ul>
        </Part>
      )}
    </>
  );
}

function Sum({ parts }: { readonly parts: readonly string[] }) {
  return <p className="tabular font-medium text-n11">{parts.join(' · ')}</p>;
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="mb-1 text-tiny font-medium text-n7">
        {title}
      </h3>
      {children}
    </section>
  );
}

function Line({ name, note }: { readonly name: string; readonly note: string }) {
  return (
    <li className="flex gap-3 py-0.5">
      <span className="min-w-0 flex-1 truncate text-n10">{name}</span>
      <span className="tabular shrink-0 text-n8">{note}</span>
    </li>
  );
}

function LargestFiles({ files }: { readonly files: Largest }) {
  const t = useTranslations('library.preview');
  const format = useFormat();
  if (files.length < 2) return null;
  return (
    <Part title={t('largest')}>
      <ul>
        {files.map(({ path, sizeBytes }) => (
          <Line key={path} name={splitPath(path).name} note={format.size(sizeBytes)} />
        ))}
      </ul>
    </Part>
  );
}

/** One reason with its count; the first paths unfold. */
function LeftOutLine({ leftOut: { reason, files, folders, examples } }: { readonly leftOut: LeftOut }) {
  const t = useTranslations('library.preview');
  return (
    <li>
      <details className="group/why">
        <summary className="flex cursor-default select-none items-center gap-1 rounded-control py-0.5 hover:bg-hover [&::-webkit-details-marker]:hidden">
          <ChevronRight
            aria-hidden="true"
            className="size-3.5 text-n7 transition-transform duration-(--quick) group-open/why:rotate-90 rtl:-scale-x-100"
            strokeWidth={1.75}
          />
          <span className="min-w-0 flex-1 text-n10">{t(`reason.${reason}`)}</span>
          <span className="tabular shrink-0 text-n8">{t('counted', { files, folders })}</span>
        </summary>
        <ul className="mb-1 ps-4.5 text-small text-n8">
          {examples.map((path) => (
            <li key={path} className="[overflow-wrap:anywhere]">
              {path}
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}
