import { describe, expect, it } from 'vitest';
import { contract } from '../../../src-contract/index.ts';
import { settingsSchema } from '../../../src-contract/settings.ts';
import { createDesktopService } from './desktop-service.ts';
import type { Desktop } from './ports.ts';

const context = { signal: new AbortController().signal, caller: 'test' as const };

function fakeDesktop(taken: ReadonlySet<string> = new Set(), isNew = false): Desktop & { readonly done: string[] } {
  const done: string[] = [];
  return {
    done,
    showQuickAsk: () => void done.push('show quick'),
    hideQuickAsk: () => void done.push('hide quick'),
    showMain(place) {
      done.push(`show main ${place}`);
      return isNew;
    },
    bind(shortcut) {
      done.push(`bind ${shortcut}`);
      return !taken.has(shortcut);
    },
  };
}

describe('quick ask', () => {
  it('says that there is no desktop until there is one', async () => {
    const { handlers } = createDesktopService({ shortcut: () => 'mod+alt+space' });
    expect(await handlers.quickAsk({}, context)).toEqual({ shortcut: 'mod+alt+space', state: 'no-desktop' });
    await expect(handlers.showQuickAsk({}, context)).rejects.toMatchObject({ code: 'unsupported' });
    await expect(handlers.showMain({}, context)).rejects.toMatchObject({ reason: 'desktop/none' });
  });

  it('binds the shortcut of the settings, tells a conflict, and follows a change', async () => {
    let shortcut = 'mod+alt+space';
    const desktop = fakeDesktop(new Set(['f9']));
    const service = createDesktopService({ shortcut: () => shortcut });
    const state = () => service.handlers.quickAsk({}, context);
    service.attach(desktop);
    expect(await state()).toEqual({ shortcut, state: 'ready' });
    shortcut = 'f9';
    service.rebind();
    expect(await state()).toEqual({ shortcut, state: 'taken' });
    shortcut = '';
    service.rebind();
    expect(await state()).toEqual({ shortcut, state: 'off' });
    expect(desktop.done).toEqual(['bind mod+alt+space', 'bind f9', 'bind ']);
  });

  it('moves the windows', async () => {
    const desktop = fakeDesktop();
    const service = createDesktopService({ shortcut: () => '' });
    service.attach(desktop);
    await service.handlers.showQuickAsk({}, context);
    await service.handlers.hideQuickAsk({}, context);
    await service.handlers.showMain({ place: '#/chat/abc' }, context);
    expect(desktop.done.slice(1)).toEqual(['show quick', 'hide quick', 'show main #/chat/abc']);
  });
});

describe('a place to go to', () => {
  it('is told to the page of a window that is open, until it no longer listens', async () => {
    const service = createDesktopService({ shortcut: () => '' });
    service.attach(fakeDesktop());
    const leaving = new AbortController();
    const places = service.handlers.followPlaces({}, { ...context, signal: leaving.signal });
    const first = places.next();
    await service.handlers.showMain({ place: '#/chat/a' }, context);
    await service.handlers.showMain({ place: '#/chat/b' }, context);
    await service.handlers.showMain({}, context);
    expect(await first).toEqual({ done: false, value: { place: '#/chat/a' } });
    expect(await places.next()).toEqual({ done: false, value: { place: '#/chat/b' } });
    const end = places.next();
    leaving.abort();
    expect(await end).toEqual({ done: true, value: {} });
  });

  it('is not told twice when a window is opened there', async () => {
    const service = createDesktopService({ shortcut: () => '' });
    service.attach(fakeDesktop(new Set(), true));
    const leaving = new AbortController();
    const places = service.handlers.followPlaces({}, { ...context, signal: leaving.signal });
    const first = places.next();
    await service.handlers.showMain({ place: '#/chat/a' }, context);
    leaving.abort();
    expect(await first).toEqual({ done: true, value: {} });
  });
});

describe('what crosses the edge', () => {
  it.each(['mod+alt+space', 'f9', 'mod+shift+k', 'ctrl+1', ''])('takes %j as a shortcut', (shortcut) => {
    expect(settingsSchema.parse({ 'quick.shortcut': shortcut })['quick.shortcut']).toBe(shortcut);
  });

  it.each(['k', 'space', 'mod+', 'mod+alt', 'mod+enter+k', 'MOD+K', 'f25', 'mod + k'])('refuses %j', (shortcut) => {
    expect(settingsSchema.safeParse({ 'quick.shortcut': shortcut }).success).toBe(false);
  });

  it.each(['#/chat/abc', '#/find'])('takes %s as a place', (place) => {
    expect(contract.desktop.showMain.input.safeParse({ place }).success).toBe(true);
  });

  it.each(['https://example.org', 'javascript:alert(1)', '#chat', '#/a b', '#/ä'])('refuses %s', (place) => {
    expect(contract.desktop.showMain.input.safeParse({ place }).success).toBe(false);
  });
});
