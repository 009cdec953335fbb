import * as z from 'zod';
import type { WindowState, WindowStateStore } from './main-window.ts';

const windowStateSchema = z.object({
  x: z.int().optional(),
  y: z.int().optional(),
  width: z.int().min(360).max(20_000),
  height: z.int().min(480).max(20_000),
  isMaximised: z.boolean(),
});

/** Keeps the window's place in the user's settings file; a damaged entry counts as none. */
export function windowStateIn(file: {
  windowState(): unknown;
  setWindowState(state: Readonly<Record<string, unknown>>): void;
}): WindowStateStore {
  return {
    load: () => windowStateSchema.safeParse(file.windowState()).data,
    save: (state: WindowState) => file.setWindowState({ ...state }),
  };
}
