import { describe, expect, it } from 'vitest';
import { acceleratorOf } from './accelerator.ts';

describe('a shortcut as Electron writes it', () => {
  it.each([
    ['mod+alt+space', 'CommandOrControl+Alt+Space'],
    ['ctrl+shift+k', 'Control+Shift+K'],
    ['f9', 'F9'],
  ])('%s is %s', (shortcut, accelerator) => {
    expect(acceleratorOf(shortcut)).toBe(accelerator);
  });
});
