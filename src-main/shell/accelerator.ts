const WORDS: Readonly<Record<string, string>> = {
  mod: 'CommandOrControl',
  ctrl: 'Control',
  alt: 'Alt',
  shift: 'Shift',
  space: 'Space',
};

/** `mod+alt+space` as Electron writes it: `CommandOrControl+Alt+Space`. */
export function acceleratorOf(shortcut: string): string {
  return shortcut
    .split('+')
    .map((part) => WORDS[part] ?? part.toUpperCase())
    .join('+');
}
