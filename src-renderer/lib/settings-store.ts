import { create } from 'zustand';
import type { SettingKey, Settings, SettingsSnapshot } from '../../src-contract/settings.ts';
import { carrel } from './client.ts';

interface SettingsState {
  readonly snapshot: SettingsSnapshot | undefined;
  readonly load: () => Promise<void>;
  /** Changes settings on the host; the page follows at once and is put right by the answer. */
  readonly change: (changes: Partial<Settings>) => Promise<void>;
  /** Brings the default of one setting back. */
  readonly reset: (key: SettingKey) => Promise<void>;
}

/** The settings in force, for the whole page. */
export const useSettings = create<SettingsState>((set, get) => {
  /** What the host last said. While a change is under way the page shows more than that. */
  let confirmed: SettingsSnapshot | undefined;
  let started = 0;
  let running = 0;

  // The host makes changes one at a time and in order, so the last answer is the newest; an earlier one would put a
  // slider back under the finger that moves it.
  const send = async (changes: Readonly<Record<string, Settings[SettingKey] | null>>): Promise<void> => {
    started++;
    running++;
    confirmed ??= get().snapshot;
    try {
      confirmed = await carrel().settings.set({ changes });
    } finally {
      running--;
      if (running === 0) set({ snapshot: confirmed });
    }
  };

  return {
    snapshot: undefined,
    load: async () => {
      const seen = started;
      const snapshot = await carrel().settings.get({});
      if (started !== seen || running > 0) return; // older than what a change answers or has answered
      confirmed = snapshot;
      set({ snapshot });
    },
    change: (changes) => {
      const before = get().snapshot;
      const sent = send({ ...changes });
      if (before !== undefined) set({ snapshot: { ...before, values: { ...before.values, ...changes } } });
      return sent;
    },
    reset: (key) => send({ [key]: null }),
  };
});

/** One setting; undefined until the settings are loaded. */
export function useSetting<K extends SettingKey>(key: K): Settings[K] | undefined {
  return useSettings((state) => state.snapshot?.values[key]);
}
