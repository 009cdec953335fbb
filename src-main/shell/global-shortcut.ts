import { globalShortcut } from 'electron';
import { acceleratorOf } from './accelerator.ts';

/** Holds one shortcut of the whole system at a time. */
export function createShortcutBinding(onPress: () => void): { bind(shortcut: string): boolean; release(): void } {
  let held: string | undefined;
  function release(): void {
    if (held !== undefined) globalShortcut.unregister(held);
    held = undefined;
  }
  return {
    bind(shortcut) {
      release();
      if (shortcut === '') return true;
      const accelerator = acceleratorOf(shortcut);
      if (!globalShortcut.register(accelerator, onPress)) return false;
      held = accelerator;
      return true;
    },
    release,
  };
}
