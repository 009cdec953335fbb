import type { Page } from '@playwright/test';
import { expect, test } from '../carrel.ts';

const QUESTION = 'When is the second lab due and how many points are lost when late?';

/**
 * Puts verdicts into the stored answer as it comes from the host: there is no chat model here that errs, and the
 * extractive generator only says what the sources say.
 */
async function judgeHarshly(page: Page): Promise<void> {
  await page.routeWebSocket(/\/rpc/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      const frame: unknown = JSON.parse(String(message));
      rewriteAnswers(frame);
      socket.send(JSON.stringify(frame));
    });
  });
}

const HARSH = [
  { verdict: 'supported', reasons: [] },
  { verdict: 'unsupported', reasons: [{ code: 'number', detail: '42 %' }] },
  { verdict: 'partly', reasons: [{ code: 'words', detail: 'on a good day' }] },
];

function rewriteAnswers(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const { role, verdicts } = value as { role?: unknown; verdicts?: object[] };
  if (role === 'assistant' && Array.isArray(verdicts)) {
    for (const [at, verdict] of verdicts.entries()) Object.assign(verdict, HARSH[at % HARSH.length]);
    return;
  }
  for (const inner of Object.values(value)) rewriteAnswers(inner);
}

test('every sentence of an answer shows whether its source carries it', async ({ desk }) => {
  const { window, page } = await desk.open({ library: 'sample' });
  await window.chat.ask(QUESTION);
  await window.chat.answered();
  await expect(window.chat.lastAnswer.getByText(/^\d+ of \d+ sentences? supported$/)).toBeVisible();
  await expect(window.chat.citations.first()).toHaveAccessibleName(/supported by the passage$/);
  await page.reload();
  await expect(window.chat.citations.first()).toHaveAccessibleName(/supported by the passage$/);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`doubtful sentences say why, ${colorScheme}`, async ({ desk, host }) => {
    test.skip(host !== 'loopback', 'the frames of the loopback host are rewritten');
    const { window, page } = await desk.open({ library: 'sample', colorScheme });
    await window.chat.ask(QUESTION);
    await window.chat.answered();
    await judgeHarshly(page);
    await page.reload();

    const { lastAnswer } = window.chat;
    const line = lastAnswer.getByText(/sentences supported$/);
    await expect(line).toBeVisible();
    await expect(lastAnswer.locator('[data-verdict=supported]').first()).toBeVisible();
    await expect(lastAnswer.locator('[data-verdict=partly]').first()).toBeVisible();
    const unsupported = lastAnswer.locator('[data-verdict=unsupported]').first();
    await expect(unsupported).toHaveAccessibleName(/not supported by the passage$/);

    await line.click();
    await expect(lastAnswer.getByText('42 % does not occur in the passage.').first()).toBeVisible();
    await expect(lastAnswer.getByText('Not found in the passage: on a good day.').first()).toBeVisible();
    await unsupported.hover();
    await expect(page.getByRole('tooltip')).toContainText('42 % does not occur in the passage.');
    await page.screenshot({ path: test.info().outputPath(`verdicts-${colorScheme}.png`) });
  });
}
