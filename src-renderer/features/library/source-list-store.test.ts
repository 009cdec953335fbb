import { beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import { collectionIdSchema, sourceIdSchema } from '../../../src-contract/ids.ts';
import type { Source } from '../../../src-contract/source.ts';
import { installClient } from '../../lib/client.ts';
import { aSource } from '../../testing/builders.ts';
import { createInMemoryClient } from '../../testing/in-memory-client.ts';
import {
  loadRows,
  refreshSources,
  rowOf,
  type SourceQuery,
  seeRows,
  showSources,
  sourceAt,
  useSourceList,
  WINDOW_SIZE,
} from './source-list-store.ts';

interface Asked {
  readonly text?: string | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** A host with as many sources as `names`; `gate` holds its answers back, `failure` takes their place. */
class FakeHost {
  names: string[] = [];
  readonly asked: Asked[] = [];
  gate: Promise<void> = Promise.resolve();
  failure: Failure | undefined;

  install(): void {
    const listSources = async ({ text, offset, limit }: Asked) => {
      this.asked.push({ text, offset, limit });
      const fitting = this.names.filter((name) => text === undefined || name.includes(text));
      const { failure } = this;
      await this.gate;
      if (failure !== undefined) throw failure;
      return { total: fitting.length, sources: fitting.slice(offset, offset + limit).map(named) };
    };
    installClient(createInMemoryClient({ library: { listSources } }));
  }
}

const named = (name: string): Source => aSource({ id: sourceIdSchema.parse(name), path: `/${name}` });
const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `n${index}`);

let host: FakeHost;
let places = 0;

/** A query of a place of its own, so that no test sees the rows of another. */
function aQuery(over: Partial<SourceQuery> = {}): SourceQuery {
  const collection = collectionIdSchema.parse(`col-${places}`);
  return { collection, text: '', statuses: [], sort: 'indexed', descending: true, ...over };
}

/** Polls a claim about what the table shows. */
const shows = (claim: () => boolean): Promise<void> => expect.poll(claim).toBe(true);
const total = (): number | undefined => useSourceList.getState().total;
const nameAt = (row: number): string | undefined => sourceAt(useSourceList.getState().windows, row)?.id;

beforeEach(() => {
  places++;
  host = new FakeHost();
  host.install();
});

describe('the list of sources', () => {
  it('loads the first window, and others when their rows are seen', async () => {
    host.names = numbered(1000);
    showSources(aQuery());
    await shows(() => nameAt(0) === 'n0');
    expect(total()).toBe(1000);
    expect(nameAt(700)).toBeUndefined();

    seeRows(690, 720);
    await shows(() => nameAt(700) === 'n700');
    expect(host.asked.map(({ offset }) => offset)).toEqual([0, 3 * WINDOW_SIZE]);
    expect(rowOf(useSourceList.getState().windows, 'n700')).toBe(700);
  });

  it('keeps the rows of the last query until the next answer is there', async () => {
    host.names = ['apple', 'pear'];
    showSources(aQuery());
    await shows(() => total() === 2);
    const gate = Promise.withResolvers<void>();
    host.gate = gate.promise;
    showSources(aQuery({ text: 'pe' }));
    expect([total(), nameAt(0), useSourceList.getState().isStale]).toEqual([2, 'apple', true]);
    gate.resolve();
    await shows(() => nameAt(0) === 'pear');
    expect(useSourceList.getState()).toMatchObject({ total: 1, isStale: false });
  });

  it('does not show the answer to an earlier query that comes late', async () => {
    host.names = ['apple', 'pear'];
    const gate = Promise.withResolvers<void>();
    host.gate = gate.promise;
    showSources(aQuery({ text: 'apple' }));
    host.gate = Promise.resolve();
    showSources(aQuery({ text: 'pear' }));
    await shows(() => nameAt(0) === 'pear');
    gate.resolve();
    await gate.promise;
    expect(nameAt(0)).toBe('pear');
  });

  it('does not ask again for the same query', async () => {
    host.names = ['apple'];
    showSources(aQuery());
    await shows(() => total() === 1);
    showSources(aQuery({ text: '  ' }));
    expect(host.asked).toHaveLength(1);
  });

  it('asks once more for a change that came while an answer was under way', async () => {
    host.names = ['apple'];
    const gate = Promise.withResolvers<void>();
    host.gate = gate.promise;
    showSources(aQuery());
    host.names = ['apple', 'pear'];
    refreshSources();
    refreshSources();
    gate.resolve();
    await shows(() => total() === 2);
    expect(host.asked).toHaveLength(2);
  });

  it('shows a failure over the rows it has, and recovers', async () => {
    host.names = ['apple'];
    showSources(aQuery());
    await shows(() => total() === 1);
    host.failure = new Failure('unavailable', 'The catalog is busy. Try again.');
    refreshSources();
    await shows(() => useSourceList.getState().failure !== undefined);
    expect(nameAt(0)).toBe('apple');
    host.failure = undefined;
    refreshSources();
    await shows(() => useSourceList.getState().failure === undefined);
  });

  it('starts empty in another collection', async () => {
    host.names = ['apple'];
    showSources(aQuery());
    await shows(() => total() === 1);
    places++;
    showSources(aQuery());
    expect(total()).toBeUndefined();
    await shows(() => total() === 1);
  });
});

describe('choosing rows that were never in view', () => {
  it('loads what is missing of a range', async () => {
    host.names = numbered(450);
    showSources(aQuery());
    await shows(() => total() === 450);
    const rows = await loadRows(190, 320);
    expect(rows.map(({ id }) => id)).toEqual(numbered(450).slice(190, 321));
  });

  it('loads all of them, also more than one answer holds', async () => {
    host.names = numbered(2500);
    showSources(aQuery());
    await shows(() => total() === 2500);
    expect(await loadRows()).toHaveLength(2500);
  });
});
