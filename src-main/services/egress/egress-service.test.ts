import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contract } from '../../../src-contract/index.ts';
import { silentLog } from '../../platform/log.ts';
import { createEgressService, type EgressService } from './egress-service.ts';
import type { LedgerFile, NewEgress, SigningKey, SigningKeys } from './ports.ts';
import { fingerprintOf } from './signed-export.ts';

const context = { signal: new AbortController().signal, caller: 'test' as const };
const key = generateKeyPairSync('ed25519');

function aFile(): LedgerFile & { lines: string[] } {
  const file = {
    lines: [] as string[],
    read: () => file.lines,
    append: (line: string) => void file.lines.push(line),
    replace: (lines: readonly string[]) => {
      file.lines = [...lines];
    },
  };
  return file;
}

const keysOf = (of: SigningKey): SigningKeys => ({
  ensure: async () => of,
  owns: async (fingerprint) => fingerprint === fingerprintOf(of.publicKey),
});

function aLedger(file = aFile(), kept?: number): EgressService {
  return createEgressService({
    file,
    libraryId: 'library',
    signingKeys: keysOf(key),
    onChange: () => {},
    log: silentLog,
    now: () => new Date(1_700_000_000_000),
    ...(kept === undefined ? {} : { kept }),
  });
}

const list = async (ledger: EgressService, offset = 0, limit = 100) =>
  contract.egress.list.output.parse(await ledger.handlers.list({ offset, limit }, context));

const denied = (host: string): NewEgress => ({ by: 'main', channel: 'connection', outcome: 'denied', host, port: 443 });
const done: NewEgress = {
  by: 'main',
  channel: 'request',
  outcome: 'done',
  host: 'models.example',
  purpose: 'model',
  method: 'GET',
  status: 200,
  bytesReceived: 7,
};

describe('the ledger', () => {
  it('keeps every attempt in order, over a restart, and counts', async () => {
    const file = aFile();
    const first = aLedger(file);
    first.record(denied('a.example'));
    first.record(done);
    const again = aLedger(file);
    again.record(denied('b.example'));
    const ledger = await list(again);
    expect(ledger).toMatchObject({ denied: 2, allowed: 1, kept: 3 });
    expect(ledger.entries.map(({ number, host }) => [number, host])).toEqual([
      [3, 'b.example'],
      [2, 'models.example'],
      [1, 'a.example'],
    ]);
    expect(ledger.brokenAt).toBeUndefined();
    expect((await list(again, 1, 1)).entries.map(({ number }) => number)).toEqual([2]);
  });

  it('property: shows any entry that was changed, taken out or exchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 5 }), fc.constantFrom('change', 'remove', 'swap'), async (at, how) => {
        const file = aFile();
        const written = aLedger(file);
        for (let n = 0; n < 7; n++) written.record(denied(`host-${n}.example`));
        if (how === 'change') file.lines[at] = (file.lines[at] ?? '').replace('host-', 'home-');
        if (how === 'remove') file.lines.splice(at, 1);
        if (how === 'swap') file.lines.splice(at, 2, file.lines[at + 1] ?? '', file.lines[at] ?? '');
        expect((await list(aLedger(file))).brokenAt).toBe(at + 1);
      }),
    );
  });

  it('stays bounded, keeps counting, and its chain holds over what was dropped', async () => {
    const file = aFile();
    const ledger = aLedger(file, 4);
    for (let n = 0; n < 21; n++) ledger.record(n % 3 === 0 ? done : denied(`h${n}.example`));
    expect(file.lines.length).toBeLessThanOrEqual(8);
    expect(ledger.counts()).toEqual({ denied: 14, allowed: 7 });
    const again = aLedger(file, 4);
    expect(again.counts()).toEqual({ denied: 14, allowed: 7 });
    const shown = await list(again);
    expect(shown.brokenAt).toBeUndefined();
    expect(shown.entries[0]?.number).toBe(21);
  });

  it('goes on counting when it cannot be written', async () => {
    const file = aFile();
    const ledger = aLedger({
      ...file,
      append() {
        throw new Error('disk full');
      },
    } as ReturnType<typeof aFile>);
    ledger.record(denied('a.example'));
    expect(ledger.counts()).toEqual({ denied: 1, allowed: 0 });
  });
});

describe('an export', () => {
  it('is signed, and verified with what it holds', async () => {
    const ledger = aLedger();
    ledger.record(denied('a.example'));
    ledger.record(done);
    const { text, fileName } = await ledger.handlers.export({}, context);
    expect(fileName).toMatch(/^carrel-network-2023-11-1\d\.json$/);
    expect(await aLedger().handlers.verify({ text }, context)).toMatchObject({
      isGenuine: true,
      entries: 2,
      denied: 1,
      allowed: 1,
      key: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  it('property: no byte of what was signed can be changed', async () => {
    const ledger = aLedger();
    for (const host of ['a.example', 'b.example']) ledger.record(denied(host));
    const { text } = await ledger.handlers.export({}, context);
    const signed = JSON.parse(text) as { ledger: string; publicKey: string; signature: string };
    await fc.assert(
      fc.asyncProperty(
        fc.nat(signed.ledger.length - 1),
        fc.string({ minLength: 1, maxLength: 1 }),
        async (at, sign) => {
          const forged = signed.ledger.slice(0, at) + sign + signed.ledger.slice(at + 1);
          fc.pre(forged !== signed.ledger);
          const verdict = await ledger.handlers.verify(
            { text: JSON.stringify({ ...signed, ledger: forged }) },
            context,
          );
          expect(verdict).toMatchObject({ isGenuine: false, problem: expect.stringContaining('signature') });
        },
      ),
    );
  });

  it('signed with another key has another fingerprint', async () => {
    const other = createEgressService({
      file: aFile(),
      libraryId: 'library',
      signingKeys: keysOf(generateKeyPairSync('ed25519')),
      onChange: () => {},
      log: silentLog,
    });
    const mine = await aLedger().handlers.export({}, context);
    const theirs = await other.handlers.export({}, context);
    const keys = await Promise.all(
      [mine, theirs].map(async ({ text }) => (await aLedger().handlers.verify({ text }, context)).key),
    );
    expect(new Set(keys).size).toBe(2);
  });

  it('is known as that of this library by its key, or as that of another one, or not', async () => {
    const { text, key: told } = await aLedger().handlers.export({}, context);
    const verify = async (owns: boolean | undefined) => {
      const ledger = createEgressService({
        file: aFile(),
        libraryId: 'library',
        signingKeys: {
          ensure: () => Promise.reject(new Error('looking makes no key')),
          owns: async (fingerprint) => (fingerprint === told ? owns : undefined),
        },
        onChange: () => {},
        log: silentLog,
      });
      return ledger.handlers.verify({ text }, context);
    };
    expect(await verify(true)).toMatchObject({ isOurs: true, key: told });
    expect(await verify(false)).toMatchObject({ isOurs: false });
    expect(await verify(undefined)).not.toHaveProperty('isOurs');
  });

  it.each(['', '{}', 'no JSON', '{"ledger":"{}","publicKey":"AA==","signature":"AA=="}'])(
    'says of %j that it is none',
    async (text) => {
      expect(await aLedger().handlers.verify({ text }, context)).toMatchObject({ isGenuine: false });
    },
  );
});
