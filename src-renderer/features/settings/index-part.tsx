import { RefreshCw } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { CollectionIndexHealth, LearnedWords, LiveIndex } from '../../../src-contract/index-health.ts';
import { announce } from '../../app/announcer.tsx';
import { isUnderWay, JobRow } from '../../app/jobs-button.tsx';
import { carrel } from '../../lib/client.ts';
import { useSystem } from '../../lib/system-store.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useLoaded } from '../../lib/use-loaded.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { SettingGroup } from './setting-group.tsx';

/** What the index of each collection holds; `asked` changes when it is to be looked at again. */
export function IndexPart({ asked }: { readonly asked: string }) {
  const t = useTranslations('settings.checkup.index');
  const rebuilding = useSystem((state) => state.status?.jobs.filter(isRebuilding).length ?? 0);
  const found = useLoaded(`${asked} ${rebuilding}`, (signal) => carrel().system.indexHealth({}, { signal }));
  return (
    <SettingGroup title={t('title')} help={t('help')}>
      {found.state === 'failed' ? <FailureNote failure={found.failure} /> : null}
      {found.state === 'loading' ? <Skeleton lines={6} className="py-3" /> : null}
      {found.state === 'ready' && found.value.collections.length === 0 ? (
        <p className="py-2.5 text-n8">{t('noCollections')}</p>
      ) : null}
      {found.state === 'ready'
        ? found.value.collections.map((collection) => <CollectionTable key={collection.id} collection={collection} />)
        : null}
      {found.state === 'ready' && found.value.recoveries > 0 ? (
        <p className="py-2.5 text-n8">{t('recoveries', { count: found.value.recoveries })}</p>
      ) : null}
    </SettingGroup>
  );
}

const isRebuilding = (job: Parameters<typeof isUnderWay>[0]): boolean => job.kind === 'rebuild' && isUnderWay(job);

function CollectionTable({ collection }: { readonly collection: CollectionIndexHealth }) {
  const t = useTranslations('settings.checkup.index');
  const statusName = useTranslations('library.status');
  const { id, name, index, learned, problem, passages, unsearchable } = collection;
  return (
    <div className="mt-4 first-of-type:mt-0">
      <Head id={id} name={name} />
      {problem === undefined ? null : (
        <p lang="en" className="pb-2 text-bad [overflow-wrap:anywhere]">
          {problem}
        </p>
      )}
      <table aria-label={name} className="tabular w-full border-t border-hairline">
        <tbody>
          {index === undefined ? <Row name={t('generation')}>{t('none')}</Row> : null}
          {index === undefined ? null : <IndexRows index={index} cataloged={passages} />}
          {learned === undefined ? null : (
            <Row name={t('learned')}>
              <Learned words={learned} />
            </Row>
          )}
          <Row name={t('unsearchable')}>
            {unsearchable.length === 0
              ? t('nothing')
              : unsearchable.map(({ status, sources }) => (
                  <span key={status} className="block">
                    {t('sources', { count: sources, status: statusName(status) })}
                  </span>
                ))}
          </Row>
        </tbody>
      </table>
    </div>
  );
}

/** The name and the button that makes the index anew; its job can be followed and stopped below. */
function Head({ id, name }: { readonly id: string; readonly name: string }) {
  const words = useTranslations('settings.advanced');
  const jobs = useSystem((state) => state.status?.jobs);
  const [run, setRun] = useState<{ readonly isStarting: boolean; readonly failure?: unknown }>({ isStarting: false });
  const underWay = (jobs ?? []).filter((job) => job.collectionId === id && isRebuilding(job));
  const start = async (): Promise<void> => {
    setRun({ isStarting: true });
    try {
      const { jobs: started } = await carrel().library.reindex({ collection: id });
      setRun({ isStarting: false });
      announce(words('reindexStarted', { count: started.length }));
    } catch (failure) {
      setRun({ isStarting: false, failure });
    }
  };
  return (
    <>
      <div className="flex min-h-9 items-center gap-3">
        <h3 className="min-w-0 flex-1 font-medium text-n11 [overflow-wrap:anywhere]">{name}</h3>
        <Button
          size="small"
          aria-label={`${words('reindexNow')}: ${name}`}
          disabled={run.isStarting || underWay.length > 0}
          onClick={() => void start()}
        >
          <RefreshCw aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
          {words('reindexNow')}
        </Button>
      </div>
      {run.failure === undefined ? null : <FailureNote failure={run.failure} />}
      {underWay.length === 0 ? null : (
        <ul aria-label={words('reindex')} className="space-y-3 py-2.5">
          {underWay.map((job) => (
            <JobRow key={job.id} job={job} />
          ))}
        </ul>
      )}
    </>
  );
}

function IndexRows({ index, cataloged }: { readonly index: LiveIndex; readonly cataloged: number }) {
  const t = useTranslations('settings.checkup.index');
  const format = useFormat();
  const { generation, segments, tombstones, sizeBytes, model, dimensions, trust, withoutVector } = index;
  return (
    <>
      <Row name={t('generation')}>{t('parts', { generation, segments })}</Row>
      <Row name={t('passages')}>
        {index.passages === cataloged
          ? format.number(index.passages)
          : t('behind', { passages: index.passages, cataloged })}
      </Row>
      <Row name={t('gone')}>{format.number(tombstones)}</Row>
      <Row name={t('size')}>{format.size(sizeBytes)}</Row>
      <Row name={t('model')}>
        {t('dimensions', { model, dimensions })}
        {trust === undefined ? null : (
          <span className="block text-n8">{t(trust.questions > 0 ? 'trustMeasured' : 'trustDefault', trust)}</span>
        )}
      </Row>
      <Row name={t('meaning')}>
        {withoutVector === undefined ? null : (
          <span className="block">{t('withoutVector', { count: withoutVector })}</span>
        )}
        <Meaning meaning={index.meaning} />
      </Row>
    </>
  );
}

function Meaning({ meaning: { by, graph, recall, why } }: { readonly meaning: LiveIndex['meaning'] }) {
  const t = useTranslations('settings.checkup.index');
  return (
    <>
      {by === 'graph' && recall !== undefined
        ? t('byGraphWithRecall', { recall })
        : t(by === 'graph' ? 'byGraph' : 'byScan')}
      {graph === 'building' ? <span className="block text-n8">{t('building')}</span> : null}
      {graph === 'refused' ? (
        <span lang="en" className="block text-n8">
          {why}
        </span>
      ) : null}
    </>
  );
}

function Learned({ words: { model, passages, left, problem } }: { readonly words: LearnedWords }) {
  const t = useTranslations('settings.checkup.index');
  return (
    <>
      {model === undefined ? t('learnedPassages', { passages }) : t('learnedBy', { model, passages })}
      {left === undefined ? null : <span className="block text-n8">{t('learnedLeft', { count: left })}</span>}
      {problem === undefined ? null : (
        <span lang="en" className="block text-bad">
          {problem}
        </span>
      )}
    </>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <tr className="border-b border-hairline align-top">
      <th scope="row" className="w-2/5 py-1.5 pe-4 text-start font-normal text-n8">
        {name}
      </th>
      <td className="py-1.5 text-n10 [overflow-wrap:anywhere]">{children}</td>
    </tr>
  );
}
