import { readFile } from 'node:fs/promises';
import type * as z from 'zod';
import { Failure } from '../../../src-contract/failure.ts';
import { fileFailure } from './file-failure.ts';

/** The text of a file of an evaluation set. @throws Failure `not-found`, or `cancelled` when it was stopped */
export async function readText(file: string, signal: AbortSignal): Promise<string> {
  try {
    return await readFile(file, { encoding: 'utf8', signal });
  } catch (thrown) {
    if (signal.aborted) throw new Failure('cancelled', 'The evaluation was stopped', { reason: 'evaluation/stopped' });
    throw fileFailure('read', file, thrown);
  }
}

/** One JSON object a line, blank lines left out. @throws Failure `invalid-input` naming file and line */
export async function readLines<S extends z.ZodType>(
  file: string,
  signal: AbortSignal,
  schema: S,
): Promise<z.output<S>[]> {
  const lines = (await readText(file, signal)).split('\n');
  return lines.flatMap((line, at) => (line.trim() === '' ? [] : [parseLine(line, at, file, schema)]));
}

function parseLine<S extends z.ZodType>(line: string, at: number, file: string, schema: S): z.output<S> {
  try {
    return schema.parse(JSON.parse(line));
  } catch (cause) {
    throw malformed(file, at, 'is not a JSON object with the fields of this set', cause);
  }
}

export function malformed(file: string, at: number, what: string, cause?: unknown): Failure {
  return new Failure('invalid-input', `Could not read ${file}: line ${at + 1} ${what}.`, {
    reason: 'evaluation/malformed',
    cause,
  });
}
