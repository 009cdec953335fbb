import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../carrel.ts';
import { aScannedPdf } from '../scanned-pdf.ts';

const MARK = /read by OCR, \d+\s%/;

test('a scanned document is read by OCR, and all that rests on it says so', async ({ desk }) => {
  test.slow(); // text recognition takes seconds a page
  const file = join(desk.folder, 'lighthouse.pdf');
  await writeFile(
    file,
    aScannedPdf([
      ['The lighthouse keeper wrote the tide tables by hand.', 'In winter the harbour froze for eleven weeks.'],
      ['The lamp burned eleven litres of oil in a night.'],
    ]),
  );
  await desk.carrel('ingest', file, '--collection', 'Papers', '--json');
  const { window, page } = await desk.open();
  const { library, find, source, chat } = window;

  await test.step('its row says what it lacks, and its menu reads it', async () => {
    await window.goTo('Library');
    await expect(library.row('lighthouse.pdf')).toContainText('no text');
    await library.choose('lighthouse.pdf', 'Read pages without text (OCR)…');
    const dialog = page.getByRole('dialog', { name: 'Read pages without text' });
    await expect(dialog).toContainText('2 pages');
    await dialog.getByRole('button', { name: 'Read the pages' }).click();
    await expect(library.row('lighthouse.pdf')).not.toContainText('no text', { timeout: 90_000 });
  });

  await test.step('a passage found in it is marked, and so is its page', async () => {
    await window.goTo('Find');
    await find.field.fill('tide tables');
    await expect(find.results).toContainText(MARK);
    await find.passages.first().click();
    await expect(source.drawnPage).toBeVisible();
    await expect(source.marked).toBeVisible();
    await expect(source.pane).toContainText(MARK);
    await source.close();
  });

  await test.step('the sources of an answer are marked, too', async () => {
    await window.goTo('Chat');
    await chat.ask('How much oil did the lamp burn in a night?');
    await chat.answered();
    await chat.foldedSources.click();
    await expect(chat.lastAnswer.getByRole('listitem').filter({ hasText: 'lighthouse' }).first()).toContainText(MARK);
  });

  await test.step('on the command line as well', async () => {
    expect(await desk.carrel('search', 'tide tables')).toMatch(MARK);
    const { results } = JSON.parse(await desk.carrel('search', 'tide tables', '--json')) as {
      results: { ocr?: { confidence: number } }[];
    };
    expect(results[0]?.ocr?.confidence).toBeGreaterThan(60);
  });
});
