export type { LibraryDeps } from './deps.ts';
export { createLibraryService, type LibraryService } from './library-service.ts';
export type { OpenedOriginal } from './originals.ts';
export type {
  Acknowledged,
  AcknowledgementJournal,
  ArchiveMember,
  CatalogCare,
  CatalogFindings,
  IndexSync,
  JobStore,
  LeftOvers,
  LibraryStore,
  NewChunk,
  OcrPage,
  OcrReader,
  OriginalStore,
  PageText,
  ReadLimits,
  ReadResult,
  ReadTarget,
  SourceFiles,
  SourceReader,
  UploadInbox,
} from './ports.ts';
