import { describe, expect, it } from 'vitest';
import { comboLabel, type KeyPress, matchesCombo } from './key-combo.ts';

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
