import { expect, test } from '../carrel.ts';

test('a citation opens the page of the PDF, or the lines of code, with the passage marked', async ({ desk }) => {
  const { window, page } = await desk.open({ library: 'sample' });
  const { chat, source } = window;

  await test.step('a page of a PDF, drawn, with the words under a mark', async () => {
    await chat.ask('Why does a file written with rename survive a crash?');
    await chat.citations.first().click();
    await expect(source.title).toHaveText('Lecture 7: Crash consistency');
    await expect(source.drawnPage.first()).toHaveAccessibleName(/^Page 2 of /);
    await expect.poll(() => source.inkOnPage()).toBeGreaterThan(1000);
    await expect(source.marked).toBeInViewport();
    const mark = await source.marked.boundingBox();
    expect(mark?.width).toBeGreaterThan(50);
    expect(mark?.height).toBeGreaterThan(5);
  });

  await test.step('the same page as text, with the same passage marked', async () => {
    await page.getByRole('button', { name: 'Show the text' }).click();
    await expect(source.text.locator('mark').first()).toContainText('rename is atomic');
    await page.getByRole('button', { name: 'Show the page' }).click();
  });

  await test.step('code with its lines lit', async () => {
    await chat.ask('Which page does the clock algorithm replace?');
    await chat.answered(); // the stored answer takes the place of the written one: a press at that moment meets neither
    await chat.citationOf('clock_replacement.py').click();
    await expect(source.title).toHaveText('clock_replacement.py');
    const place = /^lines? (\d+)(?:–(\d+))?$/.exec((await source.place.textContent()) ?? '');
    const [first, last] = [Number(place?.[1]), Number(place?.[2] ?? place?.[1])];
    await expect
      .poll(() => source.litLines())
      .toEqual(Array.from({ length: last - first + 1 }, (_, index) => first + index));
  });

  await test.step('the keys [ and ] walk the citations', async () => {
    await source.pane.getByRole('button', { name: 'Close the source' }).focus();
    const before = (await source.title.textContent()) ?? '';
    await page.keyboard.press(']');
    await expect(source.title).not.toHaveText(before);
    await page.keyboard.press('[');
    await expect(source.title).toHaveText(before);
  });

  await source.close();
  await expect(source.pane).toBeHidden();
});
