import { expect, test } from '../carrel.ts';
import { installTinyModel } from '../tiny-model.ts';

test('an answer says whether the sources hold it, and how it was made', async ({ desk }) => {
  const { window, page } = await desk.open({ library: 'sample' });
  const { chat } = window;

  await test.step('what the library does not hold is said, with what is missing', async () => {
    await chat.ask('Which moon of Jupiter is the heaviest?');
    await chat.answered();
    await expect(chat.lastAnswer).toContainText('Your sources do not answer this.');
    await expect(chat.lastAnswer).toContainText('Missing: ');
    await expect(chat.lastAnswer).toContainText('Jupiter');
  });

  await test.step('what it holds is answered, with each stage behind a fold', async () => {
    await chat.ask('What does group commit gain?');
    await expect(chat.answers).toHaveCount(2);
    await chat.answered();
    await expect(chat.lastAnswer).toContainText(/Your sources answer this/);
    await chat.howMade.click();
    await expect(chat.lastAnswer).toContainText('Searched by words and meaning: What does group commit gain?');
    for (const stage of ['Search by words', 'Search by meaning', 'Passages put together', 'Answer written']) {
      await expect(chat.lastAnswer.getByText(stage, { exact: true })).toBeVisible();
    }
  });

  await test.step('it is still said after a reload', async () => {
    await page.reload();
    await expect(chat.lastAnswer).toContainText(/Your sources answer this/);
  });
});

test('a conversation keeps its instructions and shows what its model has room for', async ({ desk }) => {
  await installTinyModel(desk);
  const { window, page } = await desk.open({
    library: 'sample',
    env: {
      CARREL_ANSWER_MAX_TOKENS: '60',
      CARREL_ANSWER_CONTEXT_TOKENS: '8192',
      CARREL_ANSWER_TIME_BUDGET_MS: '60000',
    },
  });
  const { chat } = window;
  await chat.ask('When is the lab due?');
  await chat.answered();
  await chat.howMade.click();
  await expect(chat.lastAnswer).toContainText(/[\d,]+ of 8,192 tokens of the model’s context used/);

  const instructions = page.getByRole('dialog', { name: 'Instructions' });
  const openInstructions = async (): Promise<void> => {
    await page
      .getByRole('main')
      .getByRole('button', { name: /^Actions for/ })
      .click();
    await page.getByRole('menuitem', { name: 'Instructions…' }).click();
  };
  await openInstructions();
  await instructions.getByRole('textbox').fill('Answer like a pirate.');
  await instructions.getByRole('button', { name: 'Save' }).click();
  await expect(instructions).toBeHidden();
  await page.reload();
  await openInstructions();
  await expect(instructions.getByRole('textbox')).toHaveValue('Answer like a pirate.');
});
