import type { BackupList } from '../../../src-contract/backup.ts';
import type { CollectionIndexHealth, LearnedWords, LiveIndex } from '../../../src-contract/index-health.ts';
import type { Job } from '../../../src-contract/job.ts';
import type { GeneratorModel } from '../../../src-contract/models.ts';
import type { NewRecovery, Recovery } from '../../../src-contract/recovery.ts';
import type { EffectiveSetting, UnknownSetting } from '../../../src-contract/settings.ts';
import type { DoctorReport } from '../../../src-contract/system.ts';

export type DoctorCheck = DoctorReport['checks'][number];

/** The library as the status shows it. */
export interface LibraryState {
  counts(): Promise<{ readonly collections: number; readonly sources: number; readonly chunks: number }>;
  /** Jobs that run or wait, and the latest that ended. */
  jobs(): readonly Job[];
  /** Grows with each change of what lists show. */
  revision(): number;
  /** Returns the way to stop listening. */
  onChange(listener: () => void): () => void;
}

/** The live index. */
export interface IndexState {
  stats(): {
    readonly chunks: number;
    readonly indexBytes: number;
    /** Collections whose index could not be opened or repaired. */
    readonly unusable: readonly string[];
    /** Why indexes that another model made cannot be written to, one sentence each. */
    readonly otherModels?: readonly string[];
    /** Collections that are or might be searched by graph, and why none can be. */
    readonly graphs: readonly {
      readonly collection: string;
      readonly state: 'none' | 'building' | 'serving' | 'refused';
      readonly vectors: number;
      readonly recall?: number;
      readonly why?: string;
    }[];
    readonly graphProblem: string | undefined;
    /** What is served, and what is wrong, by id of the collection; those never indexed are not in it. */
    readonly collections: ReadonlyMap<string, { readonly index?: LiveIndex; readonly problem?: string }>;
    /** Words that a model learned, by id of the collection; none without a model. */
    readonly learned?: ReadonlyMap<string, LearnedWords>;
    readonly caches: {
      readonly results: { readonly hits: number; readonly misses: number; readonly entries: number };
      readonly embeddings: { readonly hits: number; readonly misses: number; readonly entries: number };
      /** Searches that waited for an equal one under way. */
      readonly joined: number;
    };
  };
}

/** Who writes answers now. */
export interface GeneratorState {
  readonly kind: 'extractive' | 'gguf' | 'remote';
  readonly name: string;
  readonly loaded: boolean;
  /** Why the wanted model is not the one that writes; absent when nothing is wrong. */
  readonly problem?: string;
}

/** What a quick look through the catalog found. */
export interface CatalogHealth {
  readonly version: number;
  readonly rows: number;
  /** Sentences; empty when it is sound. */
  readonly problems: readonly string[];
}

/** What the catalog says of a live collection. */
export type CatalogedCollection = Pick<CollectionIndexHealth, 'id' | 'name' | 'passages' | 'unsearchable'>;

/** What the checks look at; the container gives them. */
export interface SystemProbes {
  /** Undefined where the system does not say. */
  freeBytes(folder: string): Promise<number | undefined>;
  /** @throws Failure when no file can be made and removed there */
  assertWritable(folder: string): Promise<void>;
  checkCatalog(): Promise<CatalogHealth>;
  /** Live collections by name. */
  listCataloged(): Promise<readonly CatalogedCollection[]>;
  /** Deleted and left-over files by what they are, with those that the next collection removes. */
  findGarbage(): Promise<readonly Garbage[]>;
  backups(): Promise<BackupList>;
  /** A vector of the shipped embedder, made now. */
  embed(text: string): Float32Array | Promise<Float32Array>;
  listModels(): Promise<{ readonly folder: string; readonly generators: readonly GeneratorModel[] }>;
  /** Versions by name; undefined for a part that is not installed. */
  versions(): Promise<Readonly<Record<string, string | undefined>>>;
}

/** Files or rows that nothing needs any more. */
export interface Garbage {
  /** In words, in the plural: "deleted uploads". */
  readonly what: string;
  readonly count: number;
  readonly sizeBytes: number;
  /** How many of them the next collection removes; the others are kept for some days yet. */
  readonly due: number;
}

/** What was recovered, or found lost, in the life of the library. */
export interface RecoveryBook {
  /** Numbers it, logs it and writes it down; never throws. */
  add(recovery: NewRecovery): void;
  /** Latest first. */
  list(limit: number): readonly Recovery[];
  /** All there ever were. */
  total(): number;
  /** Returns the way to stop listening. */
  onAdd(listener: () => void): () => void;
}

/** The settings with where they come from and what is wrong with them. */
export interface SettingsState {
  snapshot(): { readonly effective: readonly EffectiveSetting[]; readonly unknown: readonly UnknownSetting[] };
  problems(): readonly { readonly message: string }[];
}
