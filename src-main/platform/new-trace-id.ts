import { randomBytes } from 'node:crypto';
import type { TraceId } from '../../src-contract/ids.ts';

/** A trace id nobody has had; sixteen random bytes, as W3C Trace Context recommends. */
export function newTraceId(): TraceId {
  return randomBytes(16).toString('hex') as TraceId;
}
