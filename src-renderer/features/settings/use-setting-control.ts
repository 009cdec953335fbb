import { useState } from 'react';
import type { SettingKey, Settings } from '../../../src-contract/settings.ts';
import { useSetting, useSettings } from '../../lib/settings-store.ts';
import { defaultOf, type Standing, standingOf } from './setting-facts.ts';

export interface SettingControl<V> {
  readonly value: V;
  readonly standing: Standing;
  /** Why the last change was not made. */
  readonly failure: unknown;
  /** Resolves to whether the change was made; why not is in `failure`. */
  readonly change: (value: V) => Promise<boolean>;
  readonly reset: () => Promise<boolean>;
}

/** One setting as a control needs it: its value, where that comes from, and ways to change it. */
export function useSettingControl<K extends SettingKey>(key: K): SettingControl<Settings[K]> {
  const value = useSetting(key) ?? defaultOf(key);
  const snapshot = useSettings((state) => state.snapshot);
  const [failure, setFailure] = useState<unknown>();
  const run = async (change: Promise<void>): Promise<boolean> => {
    setFailure(undefined);
    try {
      await change;
      return true;
    } catch (thrown) {
      setFailure(thrown);
      return false;
    }
  };
  return {
    value,
    standing: standingOf(snapshot, key),
    failure,
    change: (next) => run(useSettings.getState().change({ [key]: next })),
    reset: () => run(useSettings.getState().reset(key)),
  };
}
