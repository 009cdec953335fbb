import type { SourceStatus } from '../../../src-contract/source.ts';
import type { PageText } from '../../services/library/ports.ts';

/** A document that cannot be read, with the status and the sentence a person will see. Private to extraction. */
export class Unreadable extends Error {
  readonly status: SourceStatus;
  /** What is known of its pages; they have no text. */
  readonly pages: readonly PageText[];

  constructor(status: SourceStatus, reason: string, cause?: unknown, pages: readonly PageText[] = []) {
    super(reason, cause === undefined ? undefined : { cause });
    this.status = status;
    this.pages = pages;
  }
}

/** The message of anything thrown, in one line. */
export function messageOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return message.replace(/\s+/gu, ' ').trim().slice(0, 300);
}
