import { create } from 'zustand';
import type { SettingKey, Settings, SettingsSnapshot } from '../../src-contract/settings.ts';
import { carrel } from './client.ts';

interface SettingsState {
  readonly snapshot: SettingsSnapshot | undefined;
  readonly load: () => Promise<void>;
  /** Changes settings on the host; the page follows at once and is put right by the answer. */
  readonly change: (changes: Partial<Settings>) => Promise<void>;
}

/** The settings in force, for the whole page. */
export const useSettings = create<SettingsState>((set, get) => ({
  snapshot: undefined,
  load: async () => set({ snapshot: await carrel().settings.get({}) }),
  change: async (changes) => {
    const before = get().snapshot;
    if (before !== undefined) set({ snapshot: { ...before, values: { ...before.values, ...changes } } });
    try {
      set({ snapshot: await carrel().settings.set({ changes }) });
    } catch (failure) {
      set({ snapshot: before });
      throw failure;
    }
  },
}));

/** One setting; undefined until the settings are loaded. */
export function useSetting<K extends SettingKey>(key: K): Settings[K] | undefined {
  return useSettings((state) => state.snapshot?.values[key]);
}
