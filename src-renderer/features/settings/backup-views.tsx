import { CircleCheck, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { BackupSummary } from '../../../src-contract/backup.ts';
import { useFormat } from '../../lib/use-format.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { type BackupRun, shareOf } from './backup-store.ts';
import { PathLine } from './path-line.tsx';

/** A backup or a restore under way: what it does now, how far it is, and the way to stop it. */
export function BackupWork({
  kind,
  run,
}: {
  readonly kind: 'create' | 'restore';
  readonly run: Extract<BackupRun<unknown>, { state: 'running' }>;
}) {
  const t = useTranslations('settings.backup');
  const format = useFormat();
  const { progress } = run;
  const words = progress === undefined ? t('starting') : t(`stage.${progress.stage}`);
  return (
    <div className="rounded-lg border border-hairline px-3.5 py-3">
      <div className="flex items-center gap-3">
        <p className="tabular min-w-0 flex-1">
          <span className="font-medium text-n11">{words}</span>
          {progress === undefined || progress.total === 0 ? null : (
            <span className="text-small text-n8">
              {' '}
              {t('sizes', { done: format.size(progress.done), total: format.size(progress.total) })}
            </span>
          )}
        </p>
        <Button size="small" look="outline" onClick={run.stop}>
          {t('stop')}
        </Button>
      </div>
      <div className="mt-2">
        <ProgressBar share={shareOf(kind, progress)} label={words} />
      </div>
      <p className="mt-2 text-small text-n8">{t('keepOpen')}</p>
    </div>
  );
}

/** How it ended well, in a sentence, with what to do next. */
export function BackupResult({
  summary,
  title,
  path,
  onDismiss,
  children,
}: {
  readonly summary: BackupSummary;
  readonly title: string;
  /** The file or folder that is there now. */
  readonly path: string;
  readonly onDismiss: () => void;
  readonly children?: ReactNode;
}) {
  const t = useTranslations('settings.backup');
  const common = useTranslations('common');
  const format = useFormat();
  return (
    <div className="flex gap-3 rounded-lg border border-hairline bg-n1 px-3.5 py-2.5">
      <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-good" strokeWidth={1.75} />
      <div className="min-w-0 flex-1">
        <p className="font-medium text-n11">{title}</p>
        <p className="tabular text-n8">
          {t('summary', {
            collections: summary.collections,
            sources: summary.sources,
            conversations: summary.conversations,
            size: format.size(summary.sizeBytes),
            time: format.seconds(summary.seconds),
          })}
        </p>
        <div className="mt-1.5 space-y-1.5">
          <PathLine text={path} />
          {children}
        </div>
      </div>
      <IconButton icon={X} label={common('close')} onClick={onDismiss} className="-me-1.5" />
    </div>
  );
}
