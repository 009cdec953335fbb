import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { LeftOutReason } from '../../../src-contract/folder.ts';
import { HEAD_BYTES, judgeFileHead } from '../../engine/triage/judge-file.ts';
import { formatOf } from '../extract/formats.ts';

/** Reads without a pause; a file costs 15 µs when its beginning is in memory. */
const SLICE_MS = 8;

/**
 * Those of `paths` whose first bytes say that nobody wrote them, with the reason.
 *
 * Looks into code and into files whose name says nothing. Documents are left to their readers. So is what cannot be
 * opened: reading it says why.
 */
export async function siftFiles(
  paths: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, LeftOutReason>> {
  const reasonByPath = new Map<string, LeftOutReason>();
  const buffer = new Uint8Array(HEAD_BYTES);
  let until = performance.now() + SLICE_MS;
  for (const path of paths) {
    if (performance.now() > until) {
      await setImmediate();
      signal.throwIfAborted();
      until = performance.now() + SLICE_MS;
    }
    const format = formatOf(path);
    if (format.reader !== 'code' && format.reader !== 'unknown') continue;
    const head = readHead(path, buffer);
    const language = format.reader === 'code' ? format.language : undefined;
    const reason = head === undefined ? undefined : judgeFileHead(head, language);
    if (reason !== undefined) reasonByPath.set(path, reason);
  }
  return reasonByPath;
}

function readHead(path: string, buffer: Uint8Array): Uint8Array | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return buffer.subarray(0, readSync(file, buffer));
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
