import type { Locator, Page } from '@playwright/test';
import { ChatPage } from './chat-page.ts';
import { FindPage } from './find-page.ts';
import { GraphPage } from './graph-page.ts';
import { InsightsPage } from './insights-page.ts';
import { LibraryPage } from './library-page.ts';
import { MissingPanel } from './missing-panel.ts';
import { SettingsPage } from './settings-page.ts';
import { SourcePane } from './source-pane.ts';

/** The frame of the window, in the words of the English interface, and the screens in it. */
export class CarrelWindow {
  readonly page: Page;
  readonly chat: ChatPage;
  readonly find: FindPage;
  readonly missing: MissingPanel;
  readonly graph: GraphPage;
  readonly insights: InsightsPage;
  readonly library: LibraryPage;
  readonly settings: SettingsPage;
  readonly source: SourcePane;
  /** The line at the foot of the window. */
  readonly status: Locator;
  readonly palette: Locator;
  readonly shortcuts: Locator;

  constructor(page: Page) {
    this.page = page;
    this.chat = new ChatPage(page);
    this.find = new FindPage(page);
    this.missing = new MissingPanel(page);
    this.graph = new GraphPage(page);
    this.insights = new InsightsPage(page);
    this.library = new LibraryPage(page);
    this.settings = new SettingsPage(page);
    this.source = new SourcePane(page);
    this.status = page.getByRole('region', { name: 'Status' });
    this.palette = page.getByRole('dialog', { name: 'Command palette' });
    this.shortcuts = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  }

  /** Opens a screen by the rail. */
  async goTo(screen: 'Chat' | 'Find' | 'Library' | 'Code map' | 'Insights' | 'Settings'): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: screen }).click();
  }

  /** Stands on the first screen once the sample can be searched. */
  get questionsToStart(): Locator {
    return this.page.getByRole('heading', { name: 'Questions to start with' });
  }

  /** Adds the sample from the first screen and waits until it can be searched. */
  async addSample(): Promise<void> {
    await this.page.getByRole('button', { name: 'Try the sample library' }).click();
    await this.questionsToStart.waitFor();
  }

  /** Runs a command of the palette. */
  async run(command: string): Promise<void> {
    await this.status.waitFor(); // the keys are listened for since the frame is there
    await this.page.keyboard.press('Control+k');
    await this.palette.getByRole('combobox').fill(command);
    await this.palette.getByRole('option', { name: command }).first().waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** A note in the corner of the window. */
  toast(text: string | RegExp): Locator {
    return this.page.getByRole('listitem').filter({ hasText: text });
  }

  /**
   * Drops files and folders of the disk on the window, as the system's file manager does.
   *
   * The events come from the browser itself, so the page gets real files and real folder entries.
   */
  async drop(...paths: readonly string[]): Promise<void> {
    await this.#dropAt(500, 300, paths);
  }

  /** Drops them on the box a question is written in. */
  async dropOnQuestion(...paths: readonly string[]): Promise<void> {
    const box = await this.chat.question.boundingBox();
    await this.#dropAt((box?.x ?? 0) + 40, (box?.y ?? 0) + 10, paths);
  }

  async #dropAt(x: number, y: number, paths: readonly string[]): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files: [...paths], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x, y, data });
    }
    await session.detach();
  }
}
