/**
 * Keeps answers in a folder of traces until somebody kills it: `node trace-child.ts <folder>`.
 *
 * Prints a line of JSON for each answer that was acknowledged, as soon as it was. Two days are folded, then the first
 * of them again, and one answer is erased.
 */
import { writeSync } from 'node:fs';
import type { ConversationId, TraceId } from '../../src-contract/ids.ts';
import { createTraceStore } from '../adapters/traces/trace-store.ts';
import { silentLog } from '../platform/log.ts';
import { aTrace } from './a-trace.ts';

const [folder = ''] = process.argv.slice(2);
const store = createTraceStore({ folder, log: silentLog });
const say = (what: object): void => void writeSync(1, `${JSON.stringify(what)}\n`);

async function keep(number: number, day: string, conversation?: string): Promise<void> {
  const trace = number.toString(16).padStart(32, '0') as TraceId;
  await store.append(
    aTrace({
      trace,
      startedAt: `${day}T10:00:00.000Z`,
      ...(conversation === undefined ? {} : { conversation: conversation as ConversationId }),
    }),
  );
  say({ type: 'kept', trace });
}

for (const number of [1, 2, 3]) await keep(number, '2026-11-20');
await keep(4, '2026-11-21', 'erased');
await store.fold();
say({ type: 'folded' });
await keep(5, '2026-11-20');
await keep(6, '2026-11-21');
await store.erase({ kind: 'conversation', conversation: 'erased' as ConversationId });
say({ type: 'erased', trace: (4).toString(16).padStart(32, '0') });
await keep(7, '2026-11-21');
await store.close();
say({ type: 'closed' });
