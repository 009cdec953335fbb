import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '../carrel.ts';
import { writePastAnswers } from '../past-answers.ts';

test('insights: empty at first, then a question leaves its trace', async ({ desk }) => {
  const { window, page } = await desk.open();
  await window.addSample();
  await window.goTo('Insights');
  await expect(page.getByRole('heading', { name: 'No answers in this time' })).toBeVisible();
  await page.getByRole('button', { name: 'Ask something' }).click();
  await window.chat.ask('Why does a file written with rename survive a crash?');
  await window.chat.answered();

  await window.goTo('Insights');
  await expect(window.insights.chart(/^One answer, most on/)).toBeVisible();
  await window.insights.slowest.getByRole('link', { name: /rename survive a crash/ }).click();
  await expect(page.getByRole('heading', { name: 'Steps' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('quoted from the sources');
  await page.getByRole('button', { name: 'Open the conversation' }).click();
  await expect(page).toHaveURL(/#\/chat\//);
});

test('insights: days of answers as charts, tables and files, by mouse and keyboard', async ({ desk }) => {
  await writePastAnswers(desk);
  const { window, page } = await desk.open({ library: 'full' });
  const { insights } = window;
  await expect(page.getByRole('heading', { name: 'Questions to start with' })).toBeVisible();
  await page.keyboard.press('Control+5');

  await test.step('the findings are sentences', async () => {
    await expect(insights.chart(/^60 answers, most on/)).toBeVisible();
    await expect(insights.chart(/^Half of the answers took up to/)).toBeVisible();
    await expect(insights.chart(/^The slowest step is “Writing”/)).toBeVisible();
    await expect(insights.chart(/^9 of 60 answers were held back, most often: meaning too late/)).toBeVisible();
    await expect(insights.objectives).toContainText('Answers that did not fail');
    await expect(insights.worst.getByRole('link').first()).toContainText('unsupported sentences');
  });

  await test.step('a chart is also a picture and a file', async () => {
    const chart = insights.chart(/^The slowest step/);
    const [picture] = await Promise.all([
      page.waitForEvent('download'),
      chart.getByRole('button', { name: 'Save as a picture (PNG)' }).click(),
    ]);
    expect((await readFile(await picture.path())).subarray(1, 4).toString()).toBe('PNG');
    const [values] = await Promise.all([
      page.waitForEvent('download'),
      chart.getByRole('button', { name: 'Save the values (CSV)' }).click(),
    ]);
    expect(values.suggestedFilename()).toBe('carrel-stages.csv');
    expect(await readFile(await values.path(), 'utf8')).toMatch(/^Step,Answers,.*\r\nlexical,60,/);
  });

  await test.step('a chart is also a table', async () => {
    const chart = insights.chart(/^The slowest step/);
    await expect(chart.getByRole('img')).toBeVisible();
    await chart.getByRole('button', { name: 'Show as a table' }).focus();
    await page.keyboard.press('Enter');
    await expect(chart.getByRole('row', { name: /^Closer look 40 / })).toBeVisible();
  });

  await test.step('a shorter period is shown by the hour', async () => {
    await insights.choosePeriod('Last day');
    await expect(insights.chart(/answers?, most on/)).toBeVisible();
    await expect(insights.chart(/^60 answers/)).toHaveCount(0);
  });

  await test.step('nothing for axe to mend', async () => {
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await insights.slowest.getByRole('link').first().click();
    await expect(page.getByRole('heading', { name: 'Steps' })).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.getByRole('button', { name: 'All answers' }).press('Enter');
    await expect(insights.slowest).toBeVisible();
  });
});
