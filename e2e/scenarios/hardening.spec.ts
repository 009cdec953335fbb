import { expect, test } from '../carrel.ts';

test('the page has the bridge only, and no way out of the app', async ({ desk, host }) => {
  const { window: carrel, page, electron } = await desk.open();
  await expect(carrel.chat.question).toBeVisible();
  const address = page.url();

  await test.step('no Node, no Electron', async () => {
    const names = ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'];
    expect(await page.evaluate((all) => all.filter((name) => name in globalThis), names)).toEqual([]);
    const bridge = await page.evaluate(() => Object.keys(Reflect.get(globalThis, 'carrelBridge') ?? {}).sort());
    expect(bridge).toEqual(host === 'electron' ? ['onFrame', 'pathForFile', 'send'] : []);
  });

  await test.step('no inline script, no eval', async () => {
    const violated = await page.evaluate(
      () =>
        new Promise((resolve) => {
          document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), {
            once: true,
          });
          const script = document.createElement('script');
          script.textContent = 'globalThis.pwned = true';
          document.head.append(script);
        }),
    );
    expect(violated).toBe('script-src-elem');
    expect(await page.evaluate(() => 'pwned' in globalThis)).toBe(false);
  });

  await test.step('no request to anywhere else, by any element', async () => {
    const outcomes = await page.evaluate(async () => {
      const to = 'https://example.com/x';
      const loads = (element: HTMLElement & { src?: string; href?: string }): Promise<string> =>
        new Promise((resolve) => {
          element.onload = () => resolve('out');
          element.onerror = () => resolve('blocked');
          document.head.append(element);
        });
      const frame = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: to });
      return [
        await fetch(to).then(
          () => 'out',
          () => 'blocked',
        ),
        await loads(Object.assign(new Image(), { src: to })),
        await loads(frame),
        await new Promise((resolve) => {
          try {
            const socket = new WebSocket('wss://example.com/');
            socket.onopen = () => resolve('out');
            socket.onerror = () => resolve('blocked');
          } catch {
            resolve('blocked');
          }
        }),
      ];
    });
    expect(outcomes).toEqual(['blocked', 'blocked', 'blocked', 'blocked']);
  });

  await test.step('no navigation, no second window', async () => {
    if (host === 'loopback') return; // a browser tab may go elsewhere: only the desktop window is bound to the app
    await page.evaluate(() => {
      open('https://example.com/popup');
      location.href = 'https://example.com/away';
    });
    await expect.poll(() => page.evaluate(() => document.readyState)).toBe('complete');
    await expect(carrel.chat.question).toBeVisible();
    expect(page.url()).toBe(address);
    expect(electron?.windows()).toHaveLength(1);
  });
});
