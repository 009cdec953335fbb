import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildTinyGguf } from '../../src-main/testing/tiny-gguf.ts';
import { expect, test } from '../carrel.ts';

test('a model file that is cut short: the answer is quoted from the sources, and says so', async ({ desk }) => {
  await mkdir(desk.models, { recursive: true });
  const whole = buildTinyGguf();
  await writeFile(join(desk.models, 'cut.gguf'), whole.subarray(0, whole.length - 20_000));
  // Time enough to find the file broken on a busy machine; else the answer says that the model is late.
  const env = { CARREL_ANSWER_GENERATOR: 'cut.gguf', CARREL_ANSWER_TIME_BUDGET_MS: '60000' };
  const { window } = await desk.open({ library: 'sample', env });
  const { chat } = window;
  await chat.ask('Why does a file written with rename survive a crash?');
  await chat.answered();
  await expect(chat.lastAnswer).toContainText('rename is atomic');
  await expect(chat.citations.first()).toBeVisible();
  await expect(chat.lastAnswer).toContainText(/cut\.gguf|model file could not be loaded/);
});
