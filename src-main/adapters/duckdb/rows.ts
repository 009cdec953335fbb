import {
  type DuckDBConnection,
  DuckDBTimestampValue,
  type DuckDBValue,
  type JS,
  LIST,
  listValue,
  VARCHAR,
} from '@duckdb/node-api';

/** A row as JavaScript values: timestamps are `Date`, 64-bit integers `bigint`. */
export type Row = Readonly<Record<string, JS>>;

/** Values by parameter name; a list of strings is bound as `VARCHAR[]`. */
export type Parameters = Readonly<Record<string, DuckDBValue | Date | readonly string[] | undefined>>;

/** Runs one statement and returns its rows. */
export async function select(connection: DuckDBConnection, sql: string, values: Parameters = {}): Promise<Row[]> {
  const { bound, types } = bind(values);
  return (await connection.runAndReadAll(sql, bound, types)).getRowObjectsJS();
}

/** Runs one statement for its effect. */
export async function execute(connection: DuckDBConnection, sql: string, values: Parameters = {}): Promise<void> {
  const { bound, types } = bind(values);
  await connection.run(sql, bound, types);
}

/** Wraps a date for an appender or a parameter. */
export function timestamp(date: Date): DuckDBTimestampValue {
  return new DuckDBTimestampValue(BigInt(date.getTime()) * 1000n);
}

export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`Column ${column} is not text`);
  return value;
}

export function optionalText(row: Row, column: string): string | undefined {
  const value = row[column];
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number' && typeof value !== 'bigint') throw new TypeError(`Column ${column} is not a number`);
  return Number(value);
}

export function optionalNumber(row: Row, column: string): number | undefined {
  return row[column] === null || row[column] === undefined ? undefined : numberOf(row, column);
}

export function dateOf(row: Row, column: string): Date {
  const value = row[column];
  if (!(value instanceof Date)) throw new TypeError(`Column ${column} is not a time`);
  return value;
}

export function optionalDate(row: Row, column: string): Date | undefined {
  return row[column] === null || row[column] === undefined ? undefined : dateOf(row, column);
}

/** Parameters as the database takes them. */
export function bind(values: Parameters) {
  const bound: Record<string, DuckDBValue> = {};
  const types: Record<string, ReturnType<typeof LIST>> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) bound[name] = null;
    else if (value instanceof Date) bound[name] = timestamp(value);
    else if (isStringList(value)) {
      bound[name] = listValue([...value]);
      types[name] = LIST(VARCHAR);
    } else bound[name] = value;
  }
  return { bound, types };
}

function isStringList(value: DuckDBValue | readonly string[]): value is readonly string[] {
  return Array.isArray(value);
}
