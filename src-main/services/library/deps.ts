import type { CallContext } from '../../../src-contract/procedure.ts';
import type { NewRecovery } from '../../../src-contract/recovery.ts';
import type { Log } from '../../platform/log.ts';
import type {
  AcknowledgementJournal,
  CatalogCare,
  FolderWatcher,
  IndexSync,
  JobStore,
  LeftOvers,
  LibraryStore,
  OcrReader,
  OcrStore,
  OriginalStore,
  ReadLimits,
  SourceFiles,
  SourceReader,
  UploadInbox,
  WatchStore,
} from './ports.ts';

/** What the library service is made of. */
export interface LibraryDeps {
  readonly store: LibraryStore;
  readonly jobs: JobStore;
  readonly watched: WatchStore;
  readonly watcher: FolderWatcher;
  /** The setting: whether a folder that is added is followed. */
  readonly watchesFolders: () => boolean;
  readonly reader: SourceReader;
  readonly ocr: OcrReader;
  readonly ocrPages: OcrStore;
  readonly index: IndexSync;
  /** Makes a model the one of new indexes, after trying it. @throws Failure when it cannot be used */
  readonly chooseModel: (model: string, context: CallContext) => Promise<void>;
  readonly originals: OriginalStore;
  readonly leftOvers: LeftOvers;
  /** How long what was deleted or put aside is kept; from the settings, read again each time. */
  readonly keepDeletedDays: () => number;
  readonly uploads: UploadInbox;
  readonly files: SourceFiles;
  readonly care: CatalogCare;
  readonly journal: AcknowledgementJournal;
  /** Writes down what was put right or found lost. */
  readonly recovered: (recovery: NewRecovery) => void;
  /** From the settings, read again for each file. */
  readonly limits: () => ReadLimits;
  /** Folder of the bundled sample. */
  readonly samplePath: string;
  readonly now: () => Date;
  readonly log: Log;
  /** Files read side by side. */
  readonly readers?: number;
  /** How long something deleted can be brought back. */
  readonly undoMs?: number;
}
