import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../carrel.ts';

const HARBOUR = `from gauges import read_gauge, calibrate


def tide_report(place):
    """Tells how high the tide of the harbour stands."""
    calibrate(place)
    return f"{place}: {read_gauge(place)} m"
`;
const GAUGES = `def read_gauge(place):
    return 3.2


def calibrate(place):
    pass
`;

test('code that was found says which definitions it refers to without showing them', async ({ desk }) => {
  for (const [name, text] of Object.entries({ 'harbour.py': HARBOUR, 'gauges.py': GAUGES })) {
    await writeFile(join(desk.folder, name), text);
  }
  await desk.carrel('ingest', join(desk.folder, 'harbour.py'), join(desk.folder, 'gauges.py'), '--json');
  const { window, page } = await desk.open();
  const { find, source, chat } = window;
  await window.goTo('Find');
  await find.field.fill('tide_report path:harbour.py');
  await expect(find.files).toHaveText(['harbour.py']);

  await test.step('below the results, when it is asked', async () => {
    await page.getByText('What does this code refer to that is not shown?').click();
    await expect(page.getByText('0 of 2 referenced definitions present')).toBeVisible();
    const missing = page.getByRole('list', { name: 'Definitions that are referred to and not shown' });
    await expect(missing.getByRole('button')).toHaveCount(2);
    await missing.getByRole('button', { name: /calibrate/ }).click();
    await expect(source.title).toHaveText('gauges.py');
    await expect.poll(() => source.litLines()).toEqual([5, 6]);
    await source.close();
  });

  await test.step('below an answer, by itself', async () => {
    await window.goTo('Chat');
    await chat.ask('How does tide_report tell the tide of the harbour?');
    await chat.answered();
    await expect(chat.lastAnswer.getByText(/\d of 2 referenced definitions present/)).toBeVisible();
  });

  await test.step('on the command line', async () => {
    const told = await desk.carrel('graph', 'completeness', join(desk.folder, 'harbour.py'));
    expect(told).toContain('0 of 2 referenced definitions present in 1 passage');
    const found = JSON.parse(await desk.carrel('graph', 'completeness', 'tide_report path:harbour.py', '--json')) as {
      missing: { unit: { name: string } }[];
    };
    expect(found.missing.map(({ unit }) => unit.name).sort()).toEqual(['calibrate', 'read_gauge']);
  });
});
