import { expect, it } from 'vitest';
import type { ChunkId } from '../../../src-contract/ids.ts';
import { silentLog } from '../../platform/log.ts';
import type { IndexableChunk } from './ports.ts';
import { createSegmentsAhead } from './segments-ahead.ts';

const chunk = (id: number): IndexableChunk => ({
  id: id as ChunkId,
  context: '',
  text: 'trout',
  type: 'text',
  definitions: [],
  vector: Float32Array.of(1),
  source: { id: 'fish', path: '/fish.md', title: 'Fish', kind: 'markdown' },
  ordinal: 0,
  position: { charStart: 0, charEnd: 5 },
});

it('begins another segment with what waited while the one before was taken', async () => {
  const held: number[][] = [];
  const taken = Promise.withResolvers<void>();
  const writer = {
    begin() {
      const own: number[] = [];
      held.push(own);
      return {
        async add(chunks: readonly IndexableChunk[]) {
          own.push(...chunks.map(({ id }) => id));
          await taken.promise;
        },
        finish: () => expect.unreachable('nothing is published here'),
        discard: () => {},
      };
    },
    close: async () => {},
  };
  const ahead = createSegmentsAhead(writer, 1, silentLog);
  await ahead.add('notes', [chunk(1)]);
  const waiting = ahead.add('notes', [chunk(2)]);
  const taking = ahead.take('notes');
  taken.resolve();
  await waiting;
  expect([(await taking)?.ids, held]).toEqual([[1], [[1], [2]]]);
});
