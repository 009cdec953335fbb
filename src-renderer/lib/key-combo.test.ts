import { describe, expect, it } from 'vitest';
import { SHORTCUT_PATTERN } from '../../src-contract/desktop.ts';
import { comboLabel, type KeyPress, matchesCombo, pressedCombo } from './key-combo.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

describe('shortcuts', () => {
  it('use Control, on a Mac Command, and not the other', () => {
    expect(matchesCombo(press('k', { ctrlKey: true }), 'mod+k', false)).toBe(true);
    expect(matchesCombo(press('k', { metaKey: true }), 'mod+k', false)).toBe(false);
    expect(matchesCombo(press('k', { metaKey: true }), 'mod+k', true)).toBe(true);
    expect(matchesCombo(press('k'), 'mod+k', false)).toBe(false);
  });

  it('compare Shift for letters', () => {
    expect(matchesCombo(press('F', { ctrlKey: true, shiftKey: true }), 'mod+shift+f', false)).toBe(true);
    expect(matchesCombo(press('f', { ctrlKey: true }), 'mod+shift+f', false)).toBe(false);
  });

  it('take signs however the layout makes them', () => {
    expect(matchesCombo(press('?', { shiftKey: true }), '?', false)).toBe(true);
    // AltGr on a German keyboard: browsers report Control and Alt, or only Alt, held.
    expect(matchesCombo(press('[', { altKey: true }), '[', false)).toBe(true);
    expect(matchesCombo(press('[', { altKey: true, ctrlKey: true }), '[', false)).toBe(true);
  });

  it('are written as the keyboard of the system says', () => {
    expect(comboLabel('mod+shift+f', false)).toBe('Ctrl Shift F');
    expect(comboLabel('mod+shift+f', true)).toBe('⌘⇧F');
    expect(comboLabel('arrowup', false)).toBe('↑');
  });
});

describe('a shortcut for the whole system', () => {
  const held = (code: string, keys: Partial<KeyPress> = {}) => ({ ...press('x', keys), code });

  it('is read off the place of the key, modifiers first', () => {
    expect(pressedCombo(held('Space', { ctrlKey: true, altKey: true }), false)).toBe('mod+alt+space');
    expect(pressedCombo(held('KeyÖ', { ctrlKey: true }), false)).toBeUndefined();
    expect(pressedCombo(held('KeyK', { metaKey: true, ctrlKey: true, shiftKey: true }), true)).toBe('mod+ctrl+shift+k');
    expect(pressedCombo(held('F9'), false)).toBe('f9');
  });

  it('needs a modifier, or is a function key', () => {
    expect(pressedCombo(held('KeyK'), false)).toBeUndefined();
    expect(pressedCombo(held('ControlLeft', { ctrlKey: true }), false)).toBeUndefined();
    expect(pressedCombo(held('F25', { ctrlKey: true }), false)).toBeUndefined();
  });

  it('is one that the settings take', () => {
    for (const code of ['Space', 'KeyA', 'Digit0', 'F24']) {
      for (const mac of [true, false]) {
        expect(pressedCombo(held(code, { ctrlKey: true, metaKey: true, altKey: true }), mac)).toMatch(SHORTCUT_PATTERN);
      }
    }
  });
});
