import pino from 'pino';
import type { Log } from './log.ts';
import { currentLogScope } from './log-scope.ts';
import { openRotatingFile } from './rotating-file.ts';

/** The log of a library, in `<library>/logs/carrel.log`. */
export interface FileLog extends Log {
  readonly path: string;
  close(): void;
}

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
const FORMATS = ['text', 'json'] as const;
/** 2 MiB × 5 files: weeks of use, and never more than 10 MiB. Guess, unmeasured. */
const MAX_BYTES = 2 * 1024 * 1024;
const FILES = 5;
/** The logger of lines that no part of the program put its name to. */
const PROGRAM = 'carrel';
/** Names under which secrets tend to travel; their values are never written. */
const SECRET_FIELDS = ['password', 'token', 'key', 'ticket', 'secret', 'authorization', 'cookie'];

/**
 * Opens the log file in `folder`.
 *
 * A line has `timestamp`, `level`, `logger` (the part of the program) and `msg`; while a call is worked on also its
 * `requestId` and `trace`. `CARREL_LOG_LEVEL` is debug, info (the default), warn, error or silent; `CARREL_LOG_FORMAT` is text (the default)
 * or json. Another value is noted in the log and the default used. Writing never throws.
 */
export function openFileLog(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
  bounds: { readonly maxBytes?: number; readonly files?: number } = {},
): FileLog {
  const level = choose(environment, 'CARREL_LOG_LEVEL', LEVELS, 'info');
  const format = choose(environment, 'CARREL_LOG_FORMAT', FORMATS, 'text');
  const file = openRotatingFile({
    folder,
    name: 'carrel',
    maxBytes: bounds.maxBytes ?? MAX_BYTES,
    files: bounds.files ?? FILES,
  });
  const logger = pino(
    {
      level: level.value,
      base: { pid: process.pid },
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      mixin: () => ({ ...currentLogScope() }),
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: serializeError, cause: serializeError },
      redact: { paths: SECRET_FIELDS, censor: '[hidden]' },
    },
    { write: (line: string) => file.write(format.value === 'json' ? line : toText(line)) },
  );
  const log: FileLog = {
    path: file.path,
    debug: (message, fields) => logger.debug({ logger: PROGRAM, ...fields }, message),
    info: (message, fields) => logger.info({ logger: PROGRAM, ...fields }, message),
    warn: (message, fields) => logger.warn({ logger: PROGRAM, ...fields }, message),
    error: (message, fields) => logger.error({ logger: PROGRAM, ...fields }, message),
    close: () => file.close(),
  };
  for (const { complaint } of [level, format]) if (complaint !== undefined) log.warn(complaint);
  return log;
}

function choose<T extends string>(
  environment: Readonly<Record<string, string | undefined>>,
  variable: string,
  allowed: readonly T[],
  usual: T,
): { readonly value: T; readonly complaint?: string } {
  const given = environment[variable];
  if (given === undefined || given === '') return { value: usual };
  const value = allowed.find((candidate) => candidate === given.toLowerCase());
  if (value !== undefined) return { value };
  return { value: usual, complaint: `${variable} must be one of ${allowed.join(', ')}; ${usual} is used` };
}

/** Errors with their stack and causes; other values as they are. */
function serializeError(value: unknown): unknown {
  return value instanceof Error ? pino.stdSerializers.err(value) : value;
}

/** `2026-03-09T17:45:02.123Z WARN  message field=value`, control characters escaped so that a line stays a line. */
function toText(line: string): string {
  const { timestamp, level, logger, msg, pid: _pid, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const named = logger === PROGRAM ? fields : { logger, ...fields };
  const shown = Object.entries(named).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const message = String(msg).replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));
  return `${[String(timestamp), String(level).toUpperCase().padEnd(5), message, ...shown].join(' ')}\n`;
}
