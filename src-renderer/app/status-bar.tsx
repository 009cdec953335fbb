import { useTranslations } from 'use-intl';
import { useConnection } from '../lib/connection-store.ts';
import { useSystem } from '../lib/system-store.ts';
import { useFormat } from '../lib/use-format.ts';
import { StateDot } from '../ui/state-dot.tsx';
import { JobsButton } from './jobs-button.tsx';
import { NetworkButton } from './network-button.tsx';
import { ReadinessButton } from './readiness-button.tsx';

/** One line that never lies: the line to the host, readiness, size of the index, model, work under way. */
export function StatusBar() {
  const t = useTranslations('status');
  const format = useFormat();
  const connection = useConnection();
  const status = useSystem((state) => state.status);
  return (
    <section
      aria-label={t('label')}
      className="tabular flex h-6.5 shrink-0 items-stretch overflow-hidden border-t border-hairline bg-n2 px-1.5 text-tiny text-n8 *:flex *:items-center *:whitespace-nowrap *:px-2"
    >
      {connection.state === 'open' ? (
        <ReadinessButton readiness={status?.readiness} />
      ) : (
        <button
          type="button"
          onClick={connection.retryNow}
          disabled={connection.state === 'refused'}
          className="gap-1.5 text-caution enabled:hover:bg-n3"
        >
          <StateDot state={connection.state === 'refused' ? 'bad' : 'half'} />
          <span role="status">{t(`connection.${connection.state}`)}</span>
        </button>
      )}
      {status === undefined ? null : (
        <>
          <span className="max-middle:hidden">{t('passages', { count: status.chunks })}</span>
          {status.indexBytes === 0 ? null : (
            <span className="max-middle:hidden">{t('size', { size: format.size(status.indexBytes) })}</span>
          )}
          <span className="min-w-0 max-w-64 max-middle:hidden">
            <span className="truncate" title={status.generator.name}>
              {status.generator.kind === 'extractive' ? t('extractive') : status.generator.name.replace(/\.gguf$/i, '')}
            </span>
          </span>
          <JobsButton jobs={status.jobs} />
          <span className="min-w-0 flex-1 !px-0" />
          <NetworkButton egress={status.egress} />
        </>
      )}
    </section>
  );
}
