/** What the library needs of the world, by purpose in `ports/`; adapters and neighbours import it from here. */
export type {
  AcknowledgementJournal,
  FileState,
  JournalContent,
  LeftOver,
  LeftOvers,
  OriginalStore,
  SourceFiles,
  UploadInbox,
  WalkedEntry,
  WalkedFile,
} from './ports/files.ts';
export type {
  CommitBatch,
  CommitResult,
  DoneItem,
  FolderFindings,
  FolderPlan,
  JobItem,
  JobRecord,
  JobStore,
  JobTally,
  PlannedFile,
  SettledWrite,
  SourceWrite,
  ToldItem,
  UnchangedWrite,
} from './ports/jobs.ts';
export type {
  ArchiveMember,
  NewChunk,
  PageText,
  ReadLimits,
  ReadResult,
  ReadTarget,
  SourceReader,
} from './ports/reading.ts';
export type {
  OcrOutcome,
  OcrPage,
  OcrPageRequest,
  OcrReader,
  OcrStore,
  OcrText,
  OcrWord,
} from './ports/recognition.ts';
export type {
  Acknowledged,
  CatalogCare,
  CatalogFindings,
  CollectionRecord,
  IndexSync,
  KnownFile,
  LibraryStore,
  Purged,
  SourceOrigin,
  SourceQuery,
  SourceRecord,
} from './ports/store.ts';
export type { FolderWatch, FolderWatcher, WatchedFolderRecord, WatchStore } from './ports/watching.ts';
