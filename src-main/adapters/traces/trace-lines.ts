import { crc32 } from 'node:zlib';
import { type AnswerTrace, answerTraceSchema } from '../../../src-contract/traces.ts';

const HEAD = '{"sum":"';
const MIDDLE = '","row":';
const SUM_LENGTH = 8;
const ROW_AT = HEAD.length + SUM_LENGTH + MIDDLE.length;

/** One row as a line of JSON: `{"sum":"<CRC-32 of the row's JSON, eight hexadecimal digits>","row":{…}}`. */
export function formatTraceLine(trace: AnswerTrace): string {
  const row = JSON.stringify(trace);
  return `${HEAD}${sumOf(row)}${MIDDLE}${row}}\n`;
}

/** The row of a line without its end, or undefined when the line is not as it was written. */
export function parseTraceLine(line: string): AnswerTrace | undefined {
  if (!line.startsWith(HEAD) || !line.endsWith('}')) return undefined;
  if (line.slice(HEAD.length + SUM_LENGTH, ROW_AT) !== MIDDLE) return undefined;
  const row = line.slice(ROW_AT, -1);
  if (sumOf(row) !== line.slice(HEAD.length, HEAD.length + SUM_LENGTH)) return undefined;
  const parsed = answerTraceSchema.safeParse(JSON.parse(row));
  return parsed.success ? parsed.data : undefined;
}

function sumOf(text: string): string {
  return crc32(text).toString(16).padStart(SUM_LENGTH, '0');
}
