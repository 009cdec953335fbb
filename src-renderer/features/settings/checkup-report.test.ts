import { expect, it } from 'vitest';
import { reportText } from './checkup-report.ts';

it('writes checks with their advice, settings that are not the default, and versions', () => {
  const text = reportText({
    checks: [
      { name: 'Catalog', state: 'ok', message: 'It is sound.' },
      { name: 'Free space', state: 'warning', message: '1 GB free.', advice: 'Make room.' },
    ],
    settings: [
      { key: 'answer.topK', value: 8, origin: 'default' },
      { key: 'ui.theme', value: 'dark', origin: 'user', where: '/home/u/settings.json' },
    ],
    unknownSettings: [{ key: 'answer.topk', where: '/l/settings.json', nearest: 'answer.topK' }],
    versions: { carrel: '0.1.0' },
  });
  expect(text).toBe(`Checks
[ok] Catalog: It is sound.
[warning] Free space: 1 GB free.
    Make room.

Settings
ui.theme = "dark" (user)
answer.topk is unknown (/l/settings.json)

Versions
carrel 0.1.0
`);
});

it('leaves out what there is nothing of', () => {
  expect(reportText({ checks: [], settings: [], unknownSettings: [], versions: {} })).toBe('');
});
