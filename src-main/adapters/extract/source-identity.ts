import type { SourceStatus } from '../../../src-contract/source.ts';
import type { ReadResult } from '../../services/library/ports.ts';
import { baseNameOf, formatOf, titleFromName } from './formats.ts';

/** What is known of a source without its text. */
export type Identity = Pick<ReadResult, 'kind' | 'title' | 'hash' | 'sizeBytes' | 'modifiedAt' | 'language'>;

/** What the name of a source says about it. */
export function identify(name: string): Identity {
  const format = formatOf(name);
  const isCode = format.reader === 'code';
  return {
    kind: format.kind,
    title: isCode ? baseNameOf(name) : titleFromName(name),
    hash: '',
    sizeBytes: 0,
    ...(isCode ? { language: format.language } : {}),
  };
}

/** The result for a source that has nothing to search. */
export function emptyResult(identity: Identity, status: SourceStatus, reason?: string): ReadResult {
  return {
    ...identity,
    status,
    ...(reason === undefined ? {} : { reason }),
    pages: [],
    chunks: [],
    vectors: new Float32Array(0),
  };
}
