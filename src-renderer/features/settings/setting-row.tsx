import { Lock, RotateCcw } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { classNames } from '../../ui/class-names.ts';
import { FailureNote } from '../../ui/failure-note.tsx';
import type { Standing } from './setting-facts.ts';

interface RowProps {
  readonly label: string;
  readonly help?: ReactNode;
  /** Id for the control's `aria-describedby`. */
  readonly helpId?: string;
  /** The control has the whole width below the words, as paths need it. */
  readonly isTall?: boolean;
  /** The heading of the group names it already. */
  readonly isBare?: boolean;
  readonly standing: Standing;
  readonly failure: unknown;
  readonly onReset: () => Promise<boolean>;
  /** The default in words; absent where naming it says nothing. */
  readonly defaultText?: string;
  readonly children: ReactNode;
}

const CONTROL = 'input, [role=slider], [role=combobox], [role=switch], [role=radio][data-state=checked]';

/** One setting: words at the start, control at the end, below them where its value comes from and what went wrong. */
export function SettingRow({
  label,
  help,
  helpId,
  isTall = false,
  isBare = false,
  failure,
  children,
  ...origin
}: RowProps) {
  const row = useRef<HTMLDivElement>(null);
  const onReset = async (): Promise<boolean> => {
    const isMade = await origin.onReset();
    // The button goes away with what it undid; the focus belongs to the control then.
    if (isMade) requestAnimationFrame(() => row.current?.querySelector<HTMLElement>(CONTROL)?.focus());
    return isMade;
  };
  return (
    <div ref={row} className={classNames('@container', !isBare && 'py-3.5')}>
      <div className={classNames('grid gap-x-8 gap-y-2', !isTall && '@md:grid-cols-[minmax(0,1fr)_auto]')}>
        <div className={isBare ? 'sr-only' : 'min-w-0'}>
          <p className="font-medium text-n11">{label}</p>
          {help === undefined ? null : (
            <p id={helpId} className="mt-0.5 text-small text-n8">
              {help}
            </p>
          )}
        </div>
        <div className={classNames('min-w-0', !isTall && 'self-center @md:justify-self-end')}>{children}</div>
      </div>
      <OriginNote label={label} {...origin} onReset={onReset} />
      {failure === undefined ? null : (
        <div className="mt-2.5">
          <FailureNote failure={failure} />
        </div>
      )}
    </div>
  );
}

function OriginNote({
  label,
  standing,
  onReset,
  defaultText,
}: Pick<RowProps, 'label' | 'standing' | 'onReset' | 'defaultText'>) {
  const t = useTranslations('settings.origin');
  if (standing.kind === 'default') return null;
  if (standing.kind === 'locked') {
    return (
      <p className="mt-1.5 flex gap-1.5 text-small text-caution">
        <Lock aria-hidden="true" className="mt-0.5 size-3.5 shrink-0" strokeWidth={1.75} />
        <span className="min-w-0 [overflow-wrap:anywhere]">{t('locked', { where: whereOf(standing, t) })}</span>
      </p>
    );
  }
  const words = defaultText === undefined ? t('reset') : t('resetTo', { value: defaultText });
  return (
    <p className="mt-1.5 flex flex-wrap items-center gap-x-3 text-small text-n7">
      <span title={standing.where}>
        {t(standing.origin === 'user' ? 'user' : standing.origin === 'file' ? 'file' : 'library')}
      </span>
      <button
        type="button"
        onClick={() => void onReset()}
        aria-label={`${words}: ${label}`}
        className="inline-flex items-center gap-1 rounded-[4px] text-accent hover:underline"
      >
        <RotateCcw aria-hidden="true" className="size-3" strokeWidth={2} />
        {words}
      </button>
    </p>
  );
}

type Translate = ReturnType<typeof useTranslations<'settings.origin'>>;

function whereOf(standing: Exclude<Standing, { kind: 'default' }>, t: Translate): string {
  if (standing.origin === 'environment') return t('environment', { name: standing.where });
  if (standing.origin === 'argument') return t('argument');
  return standing.where;
}
