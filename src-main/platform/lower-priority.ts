import { constants, getPriority, setPriority } from 'node:os';

/** Enough that the main thread, which answers people, runs as soon as it has something to do; a third of its share. */
const STEPS = 5;
const LOWEST = 19;

/**
 * Lets the calling worker thread stand back behind the main one where there are fewer cores than threads.
 *
 * Linux alone gives each thread a priority of its own; elsewhere the whole process would stand back.
 */
export function lowerThreadPriority(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(Math.min(LOWEST, getPriority() + STEPS));
  } catch {
    // Not allowed here, as in some sandboxes: the thread goes on as it is.
  }
}

/**
 * Lets the calling process stand back behind all others, for work that nobody waits for; on Linux the calling thread,
 * and those it starts afterwards.
 */
export function lowerProcessPriority(): void {
  try {
    setPriority(constants.priority.PRIORITY_LOW);
  } catch {
    // Not allowed here, as in some sandboxes: the process goes on as it is.
  }
}
