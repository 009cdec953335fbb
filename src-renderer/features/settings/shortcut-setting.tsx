import { X } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { QuickAskState } from '../../../src-contract/desktop.ts';
import { carrel } from '../../lib/client.ts';
import { comboLabel, pressedCombo } from '../../lib/key-combo.ts';
import { useLoaded } from '../../lib/use-loaded.ts';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { defaultOf } from './setting-facts.ts';
import { SettingRow } from './setting-row.tsx';
import { useSettingControl } from './use-setting-control.ts';

/** The shortcut of quick ask: pressed, not typed. A conflict with another program is told. */
export function ShortcutSetting() {
  const t = useTranslations('settings.appearance');
  const { value, standing, failure, change, reset } = useSettingControl('quick.shortcut');
  const [isRecording, setIsRecording] = useState(false);
  const [isBad, setIsBad] = useState(false);
  const [looks, setLooks] = useState(0);
  const state = useLoaded(`${value} ${looks}`, (signal) => carrel().desktop.quickAsk({}, { signal }));

  const take = async (shortcut: string): Promise<void> => {
    setIsRecording(false);
    setIsBad(false);
    // What the page shows is ahead of what the system has said about it.
    if (await change(shortcut)) setLooks((count) => count + 1);
  };
  const press = (event: KeyboardEvent): void => {
    if (!isRecording || event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') {
      setIsRecording(false);
      return;
    }
    if (event.key === 'Backspace' || event.key === 'Delete') {
      void take('');
      return;
    }
    const isModifier = ['Control', 'Alt', 'Shift', 'Meta', 'AltGraph'].includes(event.key);
    const combo = pressedCombo(event.nativeEvent);
    if (combo !== undefined) void take(combo);
    else if (!isModifier) setIsBad(true);
  };
  const standingOfKeys = state.state === 'ready' ? state.value.state : 'ready';
  const isCaution = isBad || standingOfKeys === 'taken';
  const note = isBad ? t('shortcutBad') : noteOf(standingOfKeys, t);
  return (
    <SettingRow
      label={t('shortcut')}
      help={t('shortcutHelp')}
      standing={standing}
      failure={failure}
      onReset={reset}
      defaultText={comboLabel(defaultOf('quick.shortcut'))}
    >
      <div className="flex items-center gap-1">
        <button
          type="button"
          aria-label={`${t('shortcut')}: ${value === '' ? t('shortcutNone') : comboLabel(value)}`}
          aria-pressed={isRecording}
          disabled={standing.kind === 'locked'}
          onClick={() => setIsRecording(!isRecording)}
          onKeyDown={press}
          onBlur={() => {
            setIsRecording(false);
            setIsBad(false);
          }}
          className={classNames(
            'h-8 min-w-36 rounded-control border bg-n0 px-3 text-n10 disabled:opacity-50',
            isRecording ? 'border-accent text-accent' : 'border-field hover:bg-hover',
          )}
        >
          {isRecording ? t('shortcutPress') : value === '' ? t('shortcutNone') : comboLabel(value)}
        </button>
        {value === '' || standing.kind === 'locked' ? null : (
          <IconButton icon={X} label={t('shortcutClear')} onClick={() => void take('')} />
        )}
      </div>
      {note === undefined ? null : (
        <p role="status" className={classNames('mt-1.5 max-w-64 text-small', isCaution ? 'text-caution' : 'text-n7')}>
          {note}
        </p>
      )}
    </SettingRow>
  );
}

function noteOf(
  state: QuickAskState['state'],
  t: ReturnType<typeof useTranslations<'settings.appearance'>>,
): string | undefined {
  if (state === 'taken') return t('shortcutTaken');
  return state === 'no-desktop' ? t('shortcutNoDesktop') : undefined;
}
