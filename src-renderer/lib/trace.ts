import type { TraceId } from '../../src-contract/ids.ts';
import { carrel } from './client.ts';

/** A number for a question, made where it was asked: the host's log, spans and record of the answer carry it. */
export function newTrace(): TraceId {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('') as TraceId;
}

const nowMs = (): number => performance.timeOrigin + performance.now();

/** Follows a question from the click to the first words on the screen, and tells the host once. */
export function followClick(trace: TraceId): { wordsArrived(): void } {
  const startMs = nowMs();
  let isTold = false;
  return {
    wordsArrived() {
      if (isTold || typeof requestAnimationFrame === 'undefined') return; // tests have no frames
      isTold = true;
      // The frame after next begins when the words have been painted.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          const shown = carrel().insights.shown({ trace, startMs, endMs: nowMs() });
          shown.catch(() => {
            // A picture of how fast the window was; nobody waits for it.
          });
        }),
      );
    },
  };
}
