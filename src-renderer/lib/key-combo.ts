/**
 * Shortcuts are written `mod+shift+f`, `]` or `escape`: modifiers first, then the key as `KeyboardEvent.key` in
 * lower case. `mod` is Command on a Mac and Control elsewhere.
 */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** Whether this system is a Mac; decides what `mod` is and how shortcuts are written. */
export function isMac(): boolean {
  return typeof navigator !== 'undefined' && /mac/i.test(navigator.platform);
}

/** Whether `press` is `combo`. Shift is not compared for signs (`?`), because layouts differ in where they are. */
export function matchesCombo(press: KeyPress, combo: string, mac = isMac()): boolean {
  const parts = combo.split('+');
  const key = parts.at(-1) ?? '';
  const wantsMod = parts.includes('mod');
  // Windows reports AltGr, which types `[` on many layouts, as Control and Alt together.
  const isAltGraph = isSign(key) && press.ctrlKey && press.altKey;
  const hasMod = mac ? press.metaKey : press.ctrlKey && !isAltGraph;
  const hasOther = mac ? press.ctrlKey : press.metaKey;
  if (press.key.toLowerCase() !== key || hasMod !== wantsMod || hasOther) return false;
  if (press.altKey !== parts.includes('alt') && !isSign(key)) return false;
  return isSign(key) || press.shiftKey === parts.includes('shift');
}

/** A sign that is typed, such as `[` or `?`: on some layouts it needs Shift or AltGr. */
export function isSign(key: string): boolean {
  return key.length === 1 && !/[a-z0-9]/.test(key);
}

const WORDS: Readonly<Record<string, readonly [mac: string, other: string]>> = {
  mod: ['⌘', 'Ctrl'],
  shift: ['⇧', 'Shift'],
  ctrl: ['⌃', 'Ctrl'],
  alt: ['⌥', 'Alt'],
  space: ['␣', 'Space'],
  enter: ['↩', 'Enter'],
  escape: ['Esc', 'Esc'],
  arrowup: ['↑', '↑'],
  delete: ['⌘⌫', 'Del'],
};

/** `mod+k` as this system writes it: `⌘K` or `Ctrl K`. */
export function comboLabel(combo: string, mac = isMac()): string {
  const words = combo.split('+').map((part) => WORDS[part]?.[mac ? 0 : 1] ?? part.toUpperCase());
  return words.join(mac ? '' : ' ');
}

/**
 * What is held in a key press as a shortcut for the whole system, `mod+alt+space`; undefined while only modifiers are
 * held, and for keys that cannot be one.
 *
 * Read off the place of the key (`code`), because with Alt held many layouts type other signs.
 */
export function pressedCombo(press: KeyPress & { readonly code: string }, mac = isMac()): string | undefined {
  const key = keyOfCode(press.code);
  if (key === undefined) return undefined;
  const held = [
    (mac ? press.metaKey : press.ctrlKey) && 'mod',
    mac && press.ctrlKey && 'ctrl',
    press.altKey && 'alt',
    press.shiftKey && 'shift',
  ].filter((modifier) => modifier !== false);
  return held.length > 0 || /^f\d/.test(key) ? [...held, key].join('+') : undefined;
}

function keyOfCode(code: string): string | undefined {
  if (code === 'Space') return 'space';
  return /^(?:Key([A-Z])|Digit(\d)|(F(?:[1-9]|1\d|2[0-4])))$/.exec(code)?.slice(1).find(Boolean)?.toLowerCase();
}
