/** The few words every part logs with. Fields never hold document text, questions or secrets. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** The same log under the name of a part of the program, in the field `logger`. */
export function namedLog(log: Log, logger: string): Log {
  return {
    debug: (message, fields) => log.debug(message, { logger, ...fields }),
    info: (message, fields) => log.info(message, { logger, ...fields }),
    warn: (message, fields) => log.warn(message, { logger, ...fields }),
    error: (message, fields) => log.error(message, { logger, ...fields }),
  };
}

/** A log that keeps nothing; for tests and for tools that print their own errors. */
export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
