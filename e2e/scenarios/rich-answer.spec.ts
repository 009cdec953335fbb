import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '../carrel.ts';

const RICH = [
  'Sorting takes $n \\log n$ steps and costs $5 or $10.',
  '\\[\n\\sum_{i=1}^{n} i = \\frac{n(n+1)}{2}\n\\]',
  '| Name | Worst case, in general | Average | Memory | Stable | Where it is used |\n| --- | --- | --- | --- | --- | --- |\n| Heap sort | n log n | n log n | constant | no | kernels |\n| Merge sort, "stable" | $n \\log n$ [1] | n log n | linear | yes | lists |',
  '```python\ndef gain(n):\n    return n * 2\n```',
].join('\n\n');

test('an answer shows formulas, code and tables, and copies them', async ({ desk, host }) => {
  test.skip(host === 'electron', 'the words are put into the frames of the WebSocket, which the app does without');
  const { window, page } = await desk.open({ library: 'sample' });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  // No sensible model is on the machine that tests: the words of the answer are put into the frames of the host.
  await page.routeWebSocket(/\/rpc/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      const frame: unknown = JSON.parse(String(message), (_key, value: unknown) => {
        const isAnswer = typeof value === 'object' && value !== null && 'role' in value && value.role === 'assistant';
        return isAnswer ? { ...value, text: RICH, verdicts: [] } : value;
      });
      socket.send(JSON.stringify(frame));
    });
  });
  await page.reload();
  await window.chat.ask('What does group commit gain, and what does it cost?');
  await window.chat.answered();
  const answer = window.chat.lastAnswer;
  await expect(answer.locator('.katex')).toHaveCount(3);
  await expect(answer).toContainText('costs $5 or $10');
  await expect(answer.getByText('python')).toBeVisible();
  await answer.getByRole('button', { name: 'Copy as CSV' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(
    '"Merge sort, ""stable""",n \\log n,n log n,',
  );
  await answer.getByRole('button', { name: 'Copy the code' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('return n * 2');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 120))])).toEqual([]);
  await page.setViewportSize({ width: 360, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
