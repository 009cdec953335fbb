import { expect, it } from 'vitest';
import { SECTION_IDS, sectionOf } from './sections.ts';
import { systemNamed } from './system-name.ts';

it('opens the page an address names, and the first where there is none such', () => {
  expect(SECTION_IDS.map(sectionOf)).toEqual(SECTION_IDS);
  expect([undefined, '', 'nowhere'].map(sectionOf)).toEqual(['appearance', 'appearance', 'appearance']);
});

it.each([
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/144.0.0.0', 'windows'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/19.0 Safari/605.1.15', 'mac'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'linux'],
])('knows whose disk encryption to name: %s', (userAgent, system) => {
  expect(systemNamed(userAgent)).toBe(system);
});
