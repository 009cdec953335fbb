import type { DuckDBConnection } from '@duckdb/node-api';
import type { JobId, SourceId } from '../../../src-contract/ids.ts';
import { sourceStatusSchema } from '../../../src-contract/source.ts';
import type { JobItem } from '../../services/library/ports.ts';
import { numberOf, optionalText, type Row, select, textOf } from './rows.ts';

const ITEM_ORIGINS: readonly JobItem['origin'][] = ['file', 'upload', 'paste', 'member', 'folder'];

/** Adds waiting items. */
export async function appendItems(connection: DuckDBConnection, job: JobId, items: readonly JobItem[]): Promise<void> {
  const appender = await connection.createAppender('job_items');
  try {
    for (const item of items) {
      appender.appendVarchar(job);
      appender.appendInteger(item.seq);
      appender.appendVarchar(item.path);
      appender.appendVarchar(item.origin);
      if (item.uploadId === undefined) appender.appendNull();
      else appender.appendVarchar(item.uploadId);
      if (item.parentId === undefined) appender.appendNull();
      else appender.appendVarchar(item.parentId);
      appender.appendBigInt(BigInt(item.sizeBytes));
      appender.appendVarchar('waiting');
      if (item.movedSource === undefined) appender.appendNull();
      else appender.appendVarchar(item.movedSource);
      if (item.refused === undefined) {
        appender.appendNull();
        appender.appendNull();
      } else {
        appender.appendVarchar(item.refused.status);
        appender.appendVarchar(item.refused.reason);
      }
      appender.appendBoolean(false);
      appender.endRow();
    }
  } finally {
    appender.closeSync();
  }
}

/** The number of the next item; items are never renumbered. */
export async function nextSeq(connection: DuckDBConnection, job: JobId): Promise<number> {
  const sql = 'SELECT coalesce(max(seq) + 1, 0)::INTEGER AS next FROM job_items WHERE job_id = $job';
  const rows = await select(connection, sql, { job });
  return rows[0] === undefined ? 0 : numberOf(rows[0], 'next');
}

export function toItem(row: Row): JobItem {
  const waits = row.state === 'waiting' && row.status !== null;
  return {
    seq: numberOf(row, 'seq'),
    path: textOf(row, 'path'),
    origin: ITEM_ORIGINS.find((origin) => origin === row.origin) ?? 'file',
    uploadId: optionalText(row, 'upload_id') as SourceId | undefined,
    parentId: optionalText(row, 'parent_id') as SourceId | undefined,
    sizeBytes: numberOf(row, 'size_bytes'),
    ...(row.state === 'waiting' && row.source_id !== null ? { movedSource: textOf(row, 'source_id') as SourceId } : {}),
    ...(waits
      ? { refused: { status: sourceStatusSchema.parse(row.status), reason: optionalText(row, 'reason') ?? '' } }
      : {}),
  };
}
