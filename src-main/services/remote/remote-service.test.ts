import { describe, expect, it } from 'vitest';
import { contract } from '../../../src-contract/index.ts';
import { type RemoteBackend, shownRemoteSchema } from '../../../src-contract/remote.ts';
import { checkAddress, hostOf } from './check-address.ts';
import { createRemoteService } from './remote-service.ts';

const context = { signal: new AbortController().signal, caller: 'test' as const };

function aDesk(isKept = true) {
  const desk = {
    saved: [] as readonly RemoteBackend[],
    secrets: new Map<string, string>(),
    tried: [] as string[],
    changes: 0,
  };
  const service = createRemoteService({
    file: {
      read: async () => desk.saved,
      write: async (backends) => {
        desk.saved = backends;
      },
    },
    secrets: {
      isKept: async () => isKept,
      get: async (name) => desk.secrets.get(name),
      set: async (name, secret) => void desk.secrets.set(name, secret),
      remove: async (name) => void desk.secrets.delete(name),
    },
    probe: {
      async try({ name }, purpose) {
        desk.tried.push(`${name} ${purpose}`);
        if (purpose === 'rerank') throw new Error('no');
      },
    },
    onChange: () => void desk.changes++,
    now: () => 0,
  });
  return { ...service, desk };
}

const input = (change: object = {}) =>
  contract.remote.add.input.parse({
    name: 'lab',
    kind: 'openai',
    url: 'https://lab.example/v1',
    models: { chat: 'small', rerank: 'order' },
    key: 'sk-secret',
    ...change,
  });

describe('remote backends', () => {
  it('are kept without their keys, and shown without them', async () => {
    const { handlers, desk } = aDesk();
    const added = await handlers.add(input(), context);
    expect(shownRemoteSchema.parse(added)).toMatchObject({ name: 'lab', host: 'lab.example', key: 'kept' });
    const shown = await handlers.list({}, context);
    expect(JSON.stringify([added, shown, desk.saved])).not.toContain('sk-secret');
    expect(desk.secrets).toEqual(new Map([['remote/lab', 'sk-secret']]));
  });

  it('say where a key is only kept until the program ends, and where there is none', async () => {
    const { handlers } = aDesk(false);
    expect(await handlers.add(input(), context)).toMatchObject({ key: 'until-exit' });
    expect(await handlers.add(input({ name: 'open', key: undefined }), context)).toMatchObject({ key: 'none' });
    expect((await handlers.list({}, context)).keychain).toBe(false);
  });

  it('are changed under their name, keep their key then, and go with it', async () => {
    const { handlers, desk, chosen } = aDesk();
    await handlers.add(input(), context);
    await handlers.add(input({ key: undefined, models: { chat: 'large' } }), context);
    expect(await chosen('remote:lab')).toMatchObject({ models: { chat: 'large' } });
    expect(desk.secrets.size).toBe(1);
    await handlers.remove({ name: 'lab' }, context);
    expect([desk.saved, desk.secrets.size, desk.changes]).toEqual([[], 0, 3]);
    await expect(handlers.remove({ name: 'lab' }, context)).rejects.toMatchObject({ reason: 'remote/unknown' });
  });

  it('changed at the same time are all kept', async () => {
    const { handlers, desk } = aDesk();
    await Promise.all(['c', 'a', 'b'].map((name) => handlers.add(input({ name }), context)));
    expect(desk.saved.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  it('are tried for each purpose that has a model', async () => {
    const { handlers, desk } = aDesk();
    await handlers.add(input(), context);
    expect(await handlers.test({ name: 'lab' }, context)).toEqual({
      results: [
        { purpose: 'chat', model: 'small', isUsable: true, milliseconds: 0 },
        { purpose: 'rerank', model: 'order', isUsable: false, milliseconds: 0, message: 'Error: no' },
      ],
    });
    expect(desk.tried).toEqual(['lab chat', 'lab rerank']);
  });
});

describe('an address', () => {
  const openai = (url: string) => ({ kind: 'openai' as const, url, region: undefined });

  it.each(['https://api.example/v1', 'http://127.0.0.1:8080/v1', 'http://localhost:11434/v1'])('%s is taken', (url) => {
    expect(() => checkAddress(openai(url), { allowPlain: false })).not.toThrow();
  });

  it.each([
    ['', 'remote/address'],
    ['lab', 'remote/address'],
    ['ftp://lab.example', 'remote/address'],
    ['https://user:secret@lab.example/v1', 'remote/address'],
    ['https://lab.example/v1?key=secret', 'remote/address'],
    ['http://lab.example/v1', 'remote/plain'],
    ['http://192.168.1.5/v1', 'remote/plain'],
    ['http://93.184.215.14/v1', 'remote/plain'],
  ])('%s is refused', (url, reason) => {
    expect(() => checkAddress(openai(url), { allowPlain: false })).toThrow(expect.objectContaining({ reason }));
  });

  it('of a private network may be plain when that is said, and no other', () => {
    for (const url of ['http://192.168.1.5/v1', 'http://10.0.0.2', 'http://nas.local:1234/v1', 'http://[fd00::1]/v1']) {
      expect(() => checkAddress(openai(url), { allowPlain: true })).not.toThrow();
    }
    for (const url of ['http://lab.example/v1', 'http://172.32.0.1/v1', 'http://11.0.0.1', 'http://[2001:db8::1]/']) {
      expect(() => checkAddress(openai(url), { allowPlain: true })).toThrow();
    }
  });

  it('of Amazon Bedrock comes from its region', () => {
    const bedrock = (region?: string, url = '') => ({ kind: 'bedrock' as const, url, region });
    expect(() => checkAddress(bedrock('eu-central-1'), { allowPlain: false })).not.toThrow();
    expect(hostOf(bedrock('eu-central-1'))).toBe('bedrock-runtime.eu-central-1.amazonaws.com');
    for (const region of [undefined, '', 'eu', 'eu-central-1.evil.example']) {
      expect(() => checkAddress(bedrock(region), { allowPlain: false })).toThrow();
    }
  });
});
