import { expect, it } from 'vitest';
import { silentLog } from '../../platform/log.ts';
import { anIndexableChunk } from '../../testing/passages.ts';
import type { IndexableChunk } from './ports.ts';
import { createSegmentsAhead } from './segments-ahead.ts';

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
  await ahead.add('notes', [anIndexableChunk(1)]);
  const waiting = ahead.add('notes', [anIndexableChunk(2)]);
  const taking = ahead.take('notes');
  taken.resolve();
  await waiting;
  expect([(await taking)?.ids, held]).toEqual([[1], [[1], [2]]]);
});
