import { RadioGroup } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { BackupSummary } from '../../../src-contract/backup.ts';
import { Failure } from '../../../src-contract/failure.ts';
import { useSettings } from '../../lib/settings-store.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { tellEnd } from './backup-news.ts';
import { type BackupRun, dismissBackup, startBackup, useBackup } from './backup-store.ts';
import { BackupResult, BackupWork } from './backup-views.tsx';
import { ChoiceSetting } from './choice-setting.tsx';
import { NumberSetting } from './number-setting.tsx';
import { RestoreForm } from './restore-form.tsx';
import { SettingGroup, SettingRows } from './setting-group.tsx';
import { useKeptFocus } from './use-kept-focus.ts';

const SCHEDULES = ['off', 'daily', 'weekly'] as const;

/** One file with everything in the library, and the way back from it. */
export function BackupSection() {
  const t = useTranslations('settings.backup');
  return (
    <>
      <SettingGroup title={t('create')} help={t('createHelp')}>
        <CreatePart />
      </SettingGroup>
      <SettingGroup title={t('scheduled')} help={t('scheduledHelp')}>
        <SettingRows>
          <ChoiceSetting
            name="backup.schedule"
            label={t('schedule')}
            options={SCHEDULES.map((value) => ({ value, label: t(`schedules.${value}`) }))}
          />
          <NumberSetting name="backup.keep" label={t('keep')} help={t('keepHelp')} unit={t('backups')} />
        </SettingRows>
      </SettingGroup>
      <SettingGroup title={t('restore')} help={t('restoreHelp')}>
        <RestoreForm />
      </SettingGroup>
    </>
  );
}

/** A path written as the system of `folder` writes it. */
const inFolder = (folder: string, name: string): string => `${folder}${folder.includes('/') ? '/' : '\\'}${name}`;

type Place = 'usual' | 'chosen';

interface Target {
  readonly place: Place;
  readonly path: string;
}

function CreatePart() {
  const run = useBackup((state) => state.create);
  const around = useKeptFocus(run.state);
  // Kept here, where it outlives the form, which gives way to the progress.
  const [target, setTarget] = useState<Target>({ place: 'usual', path: '' });
  return (
    <div ref={around}>
      {run.state === 'running' ? (
        <BackupWork kind="create" run={run} />
      ) : (
        <CreateForm run={run} target={target} onTarget={setTarget} />
      )}
    </div>
  );
}

function CreateForm({
  run,
  target: { place, path },
  onTarget,
}: {
  readonly run: Exclude<BackupRun<BackupSummary>, { state: 'running' }>;
  readonly target: Target;
  readonly onTarget: (target: Target) => void;
}) {
  const t = useTranslations('settings.backup');
  const library = useSettings((state) => state.snapshot?.paths.library ?? '');
  const file = place === 'usual' ? '' : path.trim();
  const start = (overwrite: boolean): void => {
    void startBackup({ file, overwrite }).then(() => tellEnd('create', t));
  };
  const isTaken =
    run.state === 'failed' && run.failure instanceof Failure && run.failure.reason === 'backup/target-exists';
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        start(false);
      }}
    >
      <RadioGroup.Root
        aria-label={t('where')}
        value={place}
        onValueChange={(next) => onTarget({ place: next === 'chosen' ? 'chosen' : 'usual', path })}
        className="divide-y divide-hairline rounded-lg border border-field"
      >
        <PlaceChoice value="usual" title={t('usual')} note={inFolder(library, 'backups')} />
        <PlaceChoice value="chosen" title={t('chosen')}>
          {place === 'chosen' ? (
            <TextField
              label={t('file')}
              dir="ltr"
              placeholder={t('filePlaceholder')}
              value={path}
              onChange={(event) => onTarget({ place, path: event.target.value })}
              className="mt-1.5 font-mono text-small"
            />
          ) : null}
        </PlaceChoice>
      </RadioGroup.Root>
      <Button type="submit" look="solid" disabled={place === 'chosen' && file === ''}>
        {t('start')}
      </Button>
      {run.state === 'failed' ? (
        <FailureNote
          failure={run.failure}
          action={
            isTaken ? (
              <Button size="small" look="danger" onClick={() => start(true)}>
                {t('overwrite')}
              </Button>
            ) : undefined
          }
        />
      ) : null}
      {run.state === 'done' ? (
        <BackupResult
          title={t('created')}
          summary={run.summary}
          path={run.summary.file}
          onDismiss={() => dismissBackup('create')}
        />
      ) : null}
    </form>
  );
}

function PlaceChoice({
  value,
  title,
  note,
  children,
}: {
  readonly value: Place;
  readonly title: string;
  readonly note?: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className="px-3.5 py-2.5">
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the Radix radio inside is a labelable button */}
      <label className="flex gap-3">
        <RadioGroup.Item
          value={value}
          aria-label={title}
          className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border border-n6 bg-n0 data-[state=checked]:border-accent"
        >
          <RadioGroup.Indicator className="size-2 rounded-full bg-accent" />
        </RadioGroup.Item>
        <span className="min-w-0 flex-1">
          <span className="block font-medium text-n11">{title}</span>
          {note === undefined ? null : (
            <span dir="ltr" className="block font-mono text-small text-n8 [overflow-wrap:anywhere]">
              {note}
            </span>
          )}
        </span>
      </label>
      {children === undefined ? null : <div className="ps-7">{children}</div>}
    </div>
  );
}
