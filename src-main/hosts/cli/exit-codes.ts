import type { FailureCode } from '../../../src-contract/failure.ts';

/** Exit codes are part of the interface: scripts branch on them. 0 is success. */
export const EXIT_CODES: Readonly<Record<FailureCode, number>> = {
  'invalid-input': 2,
  'not-found': 3,
  conflict: 4,
  refused: 5,
  unavailable: 6,
  exhausted: 7,
  corrupt: 8,
  unsupported: 9,
  internal: 70,
  cancelled: 130,
};
