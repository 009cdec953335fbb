import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { wireContract } from '../src-main/testing/wire-contract.ts';
import { connect } from './connect.ts';
import type { Client } from './procedure.ts';
import { createReconnectingCarrier, type LinkState, type ReconnectingCarrier } from './reconnecting-carrier.ts';
import { type OpenSocketLink, PROTOCOL_VERSION, REFUSED_CLOSE_CODE, type SocketLinkEvents } from './socket-link.ts';

/** The host's end of each link that was opened, in order. */
interface FarEnd {
  readonly events: SocketLinkEvents;
  readonly received: unknown[];
  isClosed: boolean;
}

const links: FarEnd[] = [];
const states: LinkState[] = [];
let carrier: ReconnectingCarrier;
let client: Client<typeof wireContract>;

const open: OpenSocketLink = (events) => {
  const far: FarEnd = { events, received: [], isClosed: false };
  links.push(far);
  return {
    send: (text) => void far.received.push(JSON.parse(text)),
    close: () => {
      far.isClosed = true;
    },
  };
};
const last = (): FarEnd => links.at(-1) as FarEnd;
const say = (message: unknown): void => last().events.received(JSON.stringify(message));

function letIn(version = '0.1.0'): void {
  last().events.opened();
  say({ carrier: 'welcome', protocol: PROTOCOL_VERSION, version });
}

function dial(options: { retry?: boolean } = {}): void {
  carrier = createReconnectingCarrier({ open, key: 'k', ...options });
  carrier.onState((state) => void states.push(state));
  client = connect(carrier, wireContract);
}

beforeEach(() => {
  vi.useFakeTimers();
  links.length = 0;
  states.length = 0;
});
afterEach(() => {
  carrier.close();
  vi.useRealTimers();
});

describe('opening', () => {
  test('shows the key first and opens with the welcome', async () => {
    dial();
    await expect(client.echo.repeat({ text: 'early' })).rejects.toMatchObject({
      code: 'unavailable',
      reason: 'wire/connecting',
    });
    last().events.opened();
    expect(last().received).toEqual([{ key: 'k', protocol: PROTOCOL_VERSION }]);
    expect(carrier.state).toBe('connecting');
    say({ carrier: 'welcome', protocol: PROTOCOL_VERSION, version: '0.1.0' });
    expect(carrier.state).toBe('open');
    expect(carrier.hostVersion).toBe('0.1.0');
    const answer = client.echo.repeat({ text: 'a' });
    expect(last().received.at(-1)).toMatchObject({ kind: 'call', method: 'echo.repeat' });
    say({ kind: 'done', id: (last().received.at(-1) as { id: number }).id, value: ['a'] });
    expect(await answer).toEqual(['a']);
  });

  test.each([
    ['a key that is not known', () => last().events.closed(REFUSED_CLOSE_CODE)],
    ['another protocol', () => say({ carrier: 'welcome', protocol: PROTOCOL_VERSION + 1, version: '9' })],
  ])('%s is final', async (_name, refuse) => {
    dial();
    last().events.opened();
    refuse();
    expect(carrier.state).toBe('refused');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(links).toHaveLength(1);
    await expect(client.echo.repeat({ text: 'a' })).rejects.toMatchObject({ reason: 'wire/refused' });
  });
});

describe('breaking', () => {
  test('fails what runs, sends nothing twice, and comes back', async () => {
    dial();
    letIn();
    const running = client.echo.wait({});
    const stream = client.count.up({ to: 3 });
    last().events.closed(1006);
    await expect(running).rejects.toMatchObject({ code: 'unavailable', reason: 'wire/closed' });
    await expect(stream.result).rejects.toMatchObject({ code: 'unavailable' });
    expect(carrier.state).toBe('waiting');
    await vi.advanceTimersByTimeAsync(250);
    letIn('0.1.1');
    expect(states).toEqual(['open', 'waiting', 'connecting', 'open']);
    expect(last().received).toHaveLength(1);
    const answer = client.echo.repeat({ text: 'a' });
    expect(last().received.at(-1)).toMatchObject({ kind: 'call', id: 2 });
    say({ kind: 'done', id: 2, value: [] });
    expect(await answer).toEqual([]);
  });

  test('waits twice as long after each failure, ten seconds at most', async () => {
    dial();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; attempt++) {
      const before = links.length;
      last().events.closed(undefined);
      let waited = 0;
      while (links.length === before) {
        await vi.advanceTimersByTimeAsync(250);
        waited += 250;
      }
      waits.push(waited);
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  });

  test('starts with short waits again after it was open, and can be told to hurry', async () => {
    dial();
    for (let attempt = 0; attempt < 4; attempt++) {
      last().events.closed(undefined);
      carrier.retryNow();
    }
    expect(links).toHaveLength(5);
    letIn();
    last().events.closed(1006);
    await vi.advanceTimersByTimeAsync(250);
    expect(links).toHaveLength(6);
  });

  test('does not come back when it was told not to, or was closed', async () => {
    dial({ retry: false });
    letIn();
    last().events.closed(1006);
    expect(carrier.state).toBe('closed');
    dial();
    letIn();
    const running = client.echo.wait({});
    carrier.close();
    await expect(running).rejects.toMatchObject({ code: 'unavailable' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(links).toHaveLength(2);
  });

  test('what an old link still says is not heard', async () => {
    dial();
    letIn();
    const old = last();
    old.events.closed(1006);
    await vi.advanceTimersByTimeAsync(250);
    letIn();
    const running = client.echo.repeat({ text: 'a' });
    old.events.received(JSON.stringify({ kind: 'done', id: 0, value: ['old'] }));
    old.events.closed(1006);
    expect(carrier.state).toBe('open');
    say({ kind: 'done', id: 0, value: ['new'] });
    expect(await running).toEqual(['new']);
  });
});

describe('heartbeat', () => {
  test('a host that answers pings stays connected', async () => {
    dial();
    letIn();
    for (let beat = 0; beat < 10; beat++) {
      await vi.advanceTimersByTimeAsync(15_000);
      expect(last().received.at(-1)).toEqual({ carrier: 'ping' });
      say({ carrier: 'pong' });
    }
    expect(states).toEqual(['open']);
  });

  test('a host that is silent for 30 s after its last word is given up', async () => {
    dial();
    letIn();
    const running = client.echo.wait({});
    running.catch(() => {});
    await vi.advanceTimersByTimeAsync(15_000); // ping
    expect(carrier.state).toBe('open');
    await vi.advanceTimersByTimeAsync(15_000);
    expect(carrier.state).toBe('waiting');
    expect(links[0]?.isClosed).toBe(true);
    await expect(running).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('frames count as words', async () => {
    dial();
    letIn();
    for (let beat = 0; beat < 4; beat++) {
      await vi.advanceTimersByTimeAsync(15_000);
      say({ kind: 'item', id: 99, value: {} });
    }
    expect(carrier.state).toBe('open');
  });

  test('a host that never answers the key is given up too', async () => {
    dial();
    last().events.opened();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(states.at(0)).toBe('waiting');
  });
});

test('text that is not JSON, and messages of the carrier, never reach a call', () => {
  dial();
  letIn();
  const frames: unknown[] = [];
  carrier.onFrame((frame) => void frames.push(frame));
  last().events.received('{');
  say({ carrier: 'pong' });
  say({ carrier: 'welcome', protocol: PROTOCOL_VERSION, version: '1' });
  expect(frames).toEqual(['{']);
});
