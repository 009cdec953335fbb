import { useEffect } from 'react';
import { create } from 'zustand';
import { isSign, matchesCombo } from '../lib/key-combo.ts';

/** Something the user can do from the palette or by a shortcut, while the part that registered it is on screen. */
export interface Command {
  readonly id: string;
  /** In the language of the interface, sentence case. */
  readonly title: string;
  readonly group: 'go' | 'chat' | 'find' | 'library' | 'source' | 'view';
  readonly keys?: string;
  /** Not offered in the palette: it makes sense only as a key (next citation, stop). */
  readonly keysOnly?: boolean;
  readonly run: () => void;
}

interface CommandRegistry {
  readonly commands: readonly Command[];
}

/** All commands that can be run now, latest registered last. */
export const useCommandRegistry = create<CommandRegistry>(() => ({ commands: [] }));

/** Offers `commands` while the calling component is mounted. Pass a memoised array. */
export function useCommands(commands: readonly Command[]): void {
  useEffect(() => {
    useCommandRegistry.setState((state) => ({ commands: [...state.commands, ...commands] }));
    return () =>
      useCommandRegistry.setState((state) => ({
        commands: state.commands.filter((command) => !commands.includes(command)),
      }));
  }, [commands]);
}

/** Runs the command of a key press, if there is one. Keys that would type something do nothing inside a field. */
export function handleKeyPress(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const command = useCommandRegistry
    .getState()
    .commands.findLast((candidate) => candidate.keys !== undefined && matchesCombo(event, candidate.keys));
  if (command?.keys === undefined) return;
  const types = isSign(command.keys) || command.keys.length === 1;
  if (types && isTypingInto(event.target)) return;
  event.preventDefault();
  command.run();
}

function isTypingInto(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}
