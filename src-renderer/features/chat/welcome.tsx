import { FolderOpen, LibraryBig, Upload } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { isUnderWay, JobRow } from '../../app/jobs-button.tsx';
import { go } from '../../app/route.ts';
import { useSystem } from '../../lib/system-store.ts';
import { useAdd } from '../../lib/use-add.tsx';
import { useCollections } from '../../lib/use-collections.ts';
import { useFormat } from '../../lib/use-format.ts';
import { Button } from '../../ui/button.tsx';
import { useConversations } from './use-conversations.ts';

/** The name the host gives the collection of the bundled sample. */
const SAMPLE = 'Sample';

/** What a new conversation shows: how to begin where the library is empty, else questions and what was asked last. */
export function Welcome({ onAsk }: { readonly onAsk: (question: string) => void }) {
  const t = useTranslations('chat');
  const status = useSystem((state) => state.status);
  const jobs = status?.jobs.filter(isUnderWay) ?? [];
  const isEmpty = status !== undefined && status.chunks === 0;
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <div className="m-auto w-full max-w-[35rem] px-6 py-8 max-middle:px-4">
        <h2 className="text-title font-semibold text-n11">{t('welcome.title')}</h2>
        <p className="mt-1 text-read text-n8">{isEmpty ? t('welcome.empty') : t('welcome.ready')}</p>
        {jobs.length === 0 ? null : (
          <ul className="mt-5 space-y-3 rounded-lg border border-hairline bg-n1 p-3">
            {jobs.map((job) => (
              <JobRow key={job.id} job={job} />
            ))}
          </ul>
        )}
        {isEmpty && jobs.length === 0 ? <Begin /> : null}
        {isEmpty ? null : <Continue onAsk={onAsk} isReading={jobs.length > 0} />}
      </div>
    </div>
  );
}

/** The ways to the first document. */
function Begin() {
  const t = useTranslations('chat.welcome');
  const { isAdding, addSample, pickFolder, pickFiles, pickers } = useAdd();
  return (
    <div className="mt-5 flex flex-wrap gap-2">
      <Button look="solid" disabled={isAdding} onClick={addSample}>
        <LibraryBig aria-hidden="true" className="size-4" strokeWidth={1.75} />
        {isAdding ? t('adding') : t('sample')}
      </Button>
      <Button look="outline" disabled={isAdding} onClick={pickFolder}>
        <FolderOpen aria-hidden="true" className="size-4" strokeWidth={1.75} />
        {t('folder')}
      </Button>
      <Button look="outline" disabled={isAdding} onClick={pickFiles}>
        <Upload aria-hidden="true" className="size-4" strokeWidth={1.75} />
        {t('files')}
      </Button>
      {pickers}
    </div>
  );
}

function Continue({ onAsk, isReading }: { readonly onAsk: (question: string) => void; readonly isReading: boolean }) {
  const t = useTranslations('chat');
  const format = useFormat();
  const { items: conversations } = useConversations('');
  const hasSample =
    useCollections()?.some((collection) => collection.name === SAMPLE && collection.chunks > 0) ?? false;
  const recent = conversations?.slice(0, 5) ?? [];
  return (
    <>
      {/* A question about a file that is not read yet would be a disappointment. */}
      {hasSample && !isReading ? (
        <section className="mt-6">
          <h3 className="mb-1 text-tiny text-n7">{t('welcome.suggestions')}</h3>
          <ul className="-mx-2">
            {(['one', 'two', 'three'] as const).map((key) => (
              <li key={key}>
                <Row onClick={() => onAsk(t(`suggestion.${key}`))}>{t(`suggestion.${key}`)}</Row>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {recent.length === 0 ? null : (
        <section className="mt-6">
          <h3 className="mb-1 text-tiny text-n7">{t('welcome.recent')}</h3>
          <ul className="-mx-2">
            {recent.map((conversation) => (
              <li key={conversation.id}>
                <Row note={format.relative(conversation.updatedAt)} onClick={() => go('chat', conversation.id)}>
                  {conversation.title}
                </Row>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Row({
  note,
  onClick,
  children,
}: {
  readonly note?: string;
  readonly onClick: () => void;
  readonly children: string;
}) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="flex min-h-8 w-full items-baseline gap-3 rounded-control px-2 py-1.5 text-start hover:bg-hover"
    >
      <span className="min-w-0 flex-1 truncate text-read text-n10">{children}</span>
      {note === undefined ? null : <span className="shrink-0 text-small text-n7">{note}</span>}
    </button>
  );
}
