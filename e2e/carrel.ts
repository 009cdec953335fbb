import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import {
  _electron,
  type Browser,
  test as base,
  chromium,
  type ElectronApplication,
  expect,
  type Page,
} from '@playwright/test';
import { CarrelWindow } from './pages/carrel-window.ts';
import { createSampleLibraries, type SampleLibraries } from './sample-library.ts';

export const ROOT = join(import.meta.dirname, '..');
const CHROMIUM = process.env.CARREL_CHROMIUM ?? '/usr/bin/chromium';
const QUIET = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface HostOptions {
  /** Which host serves the page. */
  readonly host: 'electron' | 'loopback';
}

/** What a story may prepare before the window opens. */
export interface Start {
  /** What the library holds already; nothing where it is not given. */
  readonly library?: 'sample' | 'full';
  readonly env?: Readonly<Record<string, string>>;
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly locale?: string;
  /** Device pixels for one of the page's, as the zoom of a browser has it; loopback host only. */
  readonly scale?: number;
}

/** Carrel, open in a window. */
export interface OpenCarrel {
  readonly page: Page;
  /** The window's parts, by what a person does with them. */
  readonly window: CarrelWindow;
  /** Every address the page asked for. */
  readonly requests: readonly string[];
  readonly electron?: ElectronApplication;
  /** The process behind the page on the loopback host. */
  readonly server?: ChildProcess;
  close(): Promise<void>;
}

/** A person's empty machine: a library, a settings folder and a models folder of its own. */
export interface Desk {
  readonly folder: string;
  readonly library: string;
  readonly models: string;
  open(start?: Start): Promise<OpenCarrel>;
  /** Runs the `carrel` command on this desk's library and answers with what it printed. */
  carrel(...args: readonly string[]): Promise<string>;
}

interface Fixtures extends HostOptions {
  readonly desk: Desk;
}

/** What all stories of one worker share: none can see another's part of it. */
interface Shared {
  readonly libraries: SampleLibraries;
  /** The browser of the loopback host, started with the first story; each story has a context of its own. */
  startBrowser(): Promise<Browser>;
}

/** The environment of a program whose settings and data stand in `folder`. */
function envOf(folder: string): Record<string, string> {
  // Settings of the person who runs the stories are not part of them.
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('CARREL_'));
  return {
    ...Object.fromEntries(inherited),
    CARREL_CONFIG_FOLDER: join(folder, 'config'),
    CARREL_DATA_FOLDER: join(folder, 'data'),
    ED_USER_DATA: join(folder, 'electron'),
    ED_CHROMIUM: CHROMIUM,
  } as Record<string, string>;
}

/** `test` with a desk, closed and removed at the end; the same story runs on every host. */
export const test = base.extend<Fixtures, { readonly shared: Shared }>({
  host: ['loopback', { option: true }],
  shared: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from the pattern.
    async ({}, use) => {
      await using libraries = createSampleLibraries(envOf);
      let browser: Promise<Browser> | undefined;
      await use({
        libraries,
        startBrowser() {
          browser ??= chromium.launch({ executablePath: CHROMIUM, args: QUIET });
          return browser;
        },
      });
      await (await browser)?.close();
    },
    { scope: 'worker' },
  ],
  desk: async ({ host, shared }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'carrel-story-'));
    const library = join(folder, 'library');
    const opened: OpenCarrel[] = [];
    const errors: string[] = [];
    const env = envOf(folder);
    await use({
      folder,
      library,
      models: join(folder, 'data', 'models'),
      async open(start = {}) {
        if (start.library === 'sample') await shared.libraries.putSample(library);
        if (start.library === 'full') await shared.libraries.putFull(library);
        const given = { ...env, ...start.env };
        const carrel =
          host === 'electron'
            ? await openElectron(library, given, start)
            : await openLoopback(library, given, start, shared);
        carrel.page.on('pageerror', (error) => errors.push(`${error.name}: ${error.message}\n${error.stack}`));
        opened.push(carrel);
        if (start.library === 'sample') await carrel.window.questionsToStart.waitFor();
        return carrel;
      },
      async carrel(...args) {
        const command = [join(ROOT, 'bin', 'carrel.mjs'), ...args, '--library', library];
        return (await promisify(execFile)(process.execPath, command, { env })).stdout;
      },
    });
    for (const carrel of opened) await carrel.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    expect(errors, 'errors nobody caught in the page').toEqual([]);
  },
});

export { expect } from '@playwright/test';

async function openElectron(library: string, env: Record<string, string>, start: Start): Promise<OpenCarrel> {
  const electron = await _electron.launch({ args: [ROOT, '--library', library], env, cwd: ROOT });
  const page = await electron.firstWindow();
  const requests = listRequests(page);
  await page.waitForURL((url) => url.href !== 'about:blank');
  if (start.viewport !== undefined) await page.setViewportSize(start.viewport);
  if (start.colorScheme !== undefined) await page.emulateMedia({ colorScheme: start.colorScheme });
  return { page, window: new CarrelWindow(page), requests, electron, close: () => electron.close() };
}

async function openLoopback(
  library: string,
  env: Record<string, string>,
  start: Start,
  { startBrowser }: Shared,
): Promise<OpenCarrel> {
  const server = spawn(process.execPath, [join(ROOT, 'bin', 'carrel.mjs'), 'serve', '--library', library], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await firstAddress(server);
  const browser = await startBrowser();
  const context = await browser.newContext({
    viewport: start.viewport ?? { width: 1280, height: 832 },
    colorScheme: start.colorScheme ?? 'light',
    locale: start.locale ?? 'en-US',
    deviceScaleFactor: start.scale ?? 1,
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const requests = listRequests(page);
  await page.goto(address);
  return {
    page,
    window: new CarrelWindow(page),
    requests,
    server,
    async close() {
      await context.close();
      if (server.exitCode !== null || server.signalCode !== null) return;
      server.kill('SIGTERM');
      await once(server, 'exit');
    },
  };
}

function listRequests(page: Page): readonly string[] {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  return requests;
}

async function firstAddress(server: ChildProcess): Promise<string> {
  if (server.stdout === null) throw new Error('the server has no output');
  for await (const line of createInterface(server.stdout)) {
    const address = /http:\/\/\S+/.exec(line)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error('carrel serve ended before it told its address');
}
