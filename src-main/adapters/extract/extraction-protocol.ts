import type { Position } from '../../../src-contract/passage.ts';
import type { SourceStatus } from '../../../src-contract/source.ts';
import type { StaticModelParts } from '../../engine/embedding/static-model.ts';
import type { ArchiveMember, ReadLimits, ReadResult, ReadTarget } from '../../services/library/ports.ts';
import type { PageLocation } from './locate-in-pdf.ts';

/** What an extraction worker is started with. */
export interface ExtractionSettings {
  /** The static embedding model; its files lie in memory that all threads share. */
  readonly model: StaticModelParts;
  readonly pdfjsFolder: string;
  /** resources/grammars. */
  readonly grammarFolder: string;
}

/** One task for an extraction worker; it takes one at a time. */
export type ExtractionRequest =
  | { readonly kind: 'read'; readonly target: ReadTarget; readonly limits: ReadLimits }
  | { readonly kind: 'list-members'; readonly target: ReadTarget; readonly limits: ReadLimits }
  | { readonly kind: 'open-member'; readonly target: ReadTarget; readonly limits: ReadLimits }
  | { readonly kind: 'locate'; readonly target: ReadTarget; readonly limits: ReadLimits; readonly position: Position };

/** What comes back for each kind of task. */
export interface ExtractionValues {
  readonly read: ReadResult;
  readonly 'list-members': readonly ArchiveMember[];
  readonly 'open-member': Uint8Array;
  readonly locate: PageLocation;
}

/** A document that could not be opened, where the task has no status of its own to say so. */
export interface ExtractionRefusal {
  readonly status: SourceStatus;
  readonly reason: string;
}

export type ExtractionReply =
  | { readonly value: ExtractionValues[keyof ExtractionValues] }
  | { readonly refusal: ExtractionRefusal };

/** The worker's first message: its modules and model are loaded. */
export const WORKER_READY = 'ready';
