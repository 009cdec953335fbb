import type { Locator, Page } from '@playwright/test';

/** Questions, answers and the list of conversations. */
export class ChatPage {
  readonly question: Locator;
  readonly send: Locator;
  readonly stop: Locator;
  /** Every answer of the conversation, the first one first. */
  readonly answers: Locator;
  readonly lastAnswer: Locator;
  readonly conversations: Locator;
  readonly filter: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.question = page.getByRole('textbox', { name: 'Question' });
    this.send = page.getByRole('button', { name: 'Send the question' }).or(page.getByRole('button', { name: 'Send' }));
    this.stop = page.getByRole('button', { name: 'Stop', exact: true });
    this.answers = page.getByRole('article', { name: 'Answer', exact: true });
    this.lastAnswer = this.answers.last();
    this.conversations = page.getByRole('complementary', { name: 'Conversations' });
    this.filter = this.conversations.getByRole('searchbox');
  }

  async ask(question: string): Promise<void> {
    await this.question.fill(question);
    await this.question.press('Enter');
  }

  /** Waits for the end of the last answer: its button for another one stands there. */
  async answered(): Promise<void> {
    await this.again.waitFor();
  }

  /** The words of the last answer, empty while there are none. */
  async words(): Promise<string> {
    return (await this.lastAnswer.textContent()) ?? '';
  }

  /** The button that answers the last question again. */
  get again(): Locator {
    return this.lastAnswer.getByRole('button', { name: /^(Again|Answer the question again)$/ });
  }

  /** The chips behind the sentences of the last answer. */
  get citations(): Locator {
    return this.lastAnswer.getByRole('button', { name: /^Citation \d+/ });
  }

  /** Unfolds how the last answer was made. */
  get howMade(): Locator {
    return this.lastAnswer.locator('summary').first();
  }

  /** Unfolds the sources under the last answer. */
  get foldedSources(): Locator {
    return this.lastAnswer.locator('summary').filter({ hasText: /Sources|Quellen|来源/ });
  }

  citationOf(title: string): Locator {
    return this.lastAnswer.getByRole('button', { name: new RegExp(`^Citation \\d+: ${title}`) }).first();
  }

  conversation(title: string): Locator {
    return this.conversations.getByRole('link', { name: title });
  }

  /** Opens the menu of a conversation in the list and chooses a command of it. */
  async choose(title: string, command: string): Promise<void> {
    await this.conversation(title).hover();
    await this.conversations.getByRole('button', { name: `Actions for “${title}”` }).click();
    await this.#page.getByRole('menuitem', { name: command }).click();
  }
}
