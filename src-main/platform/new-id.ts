import { randomBytes } from 'node:crypto';

/**
 * Makes an id that sorts by time of creation: 9 characters of milliseconds and 12 random ones, both in base 36.
 *
 * Lower case letters and digits only, so that an id is also a safe folder name everywhere.
 */
export function newId(nowMs: number = Date.now()): string {
  const random = BigInt(`0x${randomBytes(8).toString('hex')}`)
    .toString(36)
    .padStart(13, '0')
    .slice(-12);
  return nowMs.toString(36).padStart(9, '0') + random;
}
