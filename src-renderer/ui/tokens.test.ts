import { describe, expect, it } from 'vitest';
import { contrastRatio, parseThemes } from '../testing/contrast.ts';
import css from './tokens.css?raw';

const themes = parseThemes(css);

const GROUNDS = ['n0', 'n1', 'n2'] as const;
/** Everything written in these colours stands on the three grounds. */
const INKS = ['n7', 'n8', 'n9', 'n10', 'n11', 'accent', 'good', 'caution', 'bad', 'info'] as const;

const TEXT_PAIRS = [
  ...INKS.flatMap((ink) => GROUNDS.map((ground) => [ink, ground] as const)),
  ['n7', 'selected'],
  ['n10', 'selected'],
  ['accent-ink', 'accent'],
  ['mark-ink', 'mark'],
  ['good', 'good-soft'],
  ['caution', 'caution-soft'],
  ['bad', 'bad-soft'],
  ['n8', 'bad-soft'],
  ['n9', 'bad-soft'],
  ['info', 'info-soft'],
  ['accent', 'accent-soft'],
  ['n10', 'accent-soft'],
] as const;

describe.each([...themes])('theme %s', (_name, tokens) => {
  it.each(TEXT_PAIRS)('writes %s on %s at 4.5:1 or better', (ink, ground) => {
    expect(contrastRatio(tokens, ink, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it('draws icons and control edges (n6) at 3:1 or better', () => {
    for (const ground of GROUNDS) expect(contrastRatio(tokens, 'n6', ground)).toBeGreaterThanOrEqual(3);
  });
});

it('finds the three themes in the file', () => {
  expect([...themes.keys()]).toEqual(['light', 'dark', 'contrast']);
});
