import type {
  AnswerFindings,
  AnswerStatus,
  CheckedSentence,
  CheckoutState,
  Citation,
  CitationPin,
  ContextUse,
  GeneratorRef,
  Limit,
} from '../../../src-contract/answer.ts';
import type { DiffPart } from '../../../src-contract/citation-status.ts';
import type { ChunkId, ConversationId, MessageId, SourceId, TraceId } from '../../../src-contract/ids.ts';
import type { Passage, Scope, SourceKind, Timings } from '../../../src-contract/passage.ts';
import type { SearchInput, SearchOutput } from '../../../src-contract/search.ts';
import type { AnswerStage, AnswerTrace, StageOutcome } from '../../../src-contract/traces.ts';

/** One passage given to a generator, under the number it is cited by. `text` is the whole passage, not the snippet. */
export interface NumberedPassage {
  readonly number: number;
  readonly passage: Passage;
  readonly text: string;
}

/** A source of the library as far as a citation needs it. */
export interface CitedSource {
  readonly id: SourceId;
  readonly path: string;
  readonly kind: SourceKind;
  /** SHA-256 (hex) of the bytes that are indexed. */
  readonly hash: string;
}

/** Extracted text; page 1 alone for sources without pages. */
export interface PageText {
  readonly page: number;
  readonly text: string;
}

/** The sources behind citations: their state when they are cited, and what became of them. */
export interface CitedSources {
  /** Document hash, and for files in a git checkout repository, commit and blob. Sources that are gone are absent. */
  pins(ids: readonly SourceId[]): Promise<ReadonlyMap<SourceId, CitationPin>>;
  /** Undefined when it is not in the library any more. */
  find(id: SourceId): Promise<CitedSource | undefined>;
  /** Another source with the same bytes. */
  findCopy(hash: string, except?: SourceId): Promise<CitedSource | undefined>;
  /** Whether the file still has the bytes that are indexed; `same` for what is kept in the library itself. */
  onDisk(source: CitedSource): Promise<'same' | 'changed' | 'gone'>;
  pages(id: SourceId): Promise<readonly PageText[]>;
}

/** Whether sources are still what was indexed, and how to make them so. */
export interface SourceFreshness {
  /** Those of `ids` whose file has other bytes than are indexed, and those whose file is gone. */
  findStale(
    ids: readonly SourceId[],
  ): Promise<{ readonly changed: readonly SourceId[]; readonly gone: readonly SourceId[] }>;
  /**
   * The git checkouts that files of `ids` are in, by folder. Nothing of git is run, nothing in a checkout is believed.
   *
   * @param counting ends the counting of changes; what is not counted by then is told without a number
   */
  checkouts(ids: readonly SourceId[], counting: AbortSignal): Promise<readonly CheckoutState[]>;
  /** Reads them anew; over when what they say now can be found. */
  reread(ids: readonly SourceId[], signal: AbortSignal): Promise<void>;
}

/** Words that two texts share and do not share, in order. */
export type DiffWords = (before: string, after: string) => readonly DiffPart[];

/** An earlier turn of a conversation. */
export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

export interface GenerateRequest {
  readonly question: string;
  /** The question that can be understood without `history`; what an answer is judged by. The same for most. */
  readonly standalone: string;
  /** What the user told the model to be or do in this conversation; rules of citing stand above it. */
  readonly instructions?: string | undefined;
  /** Best first; a generator cites them by their number, 1-based. */
  readonly passages: readonly NumberedPassage[];
  /** Earlier turns, oldest first. */
  readonly history: readonly Turn[];
  readonly temperature: number;
  readonly maxTokens: number;
  readonly contextTokens: number;
  /** Time that is left for the first token; whoever reads slowly reads less. Absent: no end. */
  readonly firstTokenWithinMs?: number;
  /** Told once, before the first text, by generators with a context of their own. */
  readonly onFitted?: (fitted: FittedRequest) => void;
}

/** What of a request went into a context. */
export interface FittedRequest {
  readonly context: ContextUse;
  /** Numbers of the passages the generator sees; it cannot cite another. */
  readonly numbers: readonly number[];
}

/** How a generator ended. */
export interface Written {
  /** What held it back. */
  readonly limits: readonly Limit[];
  /** Its own judgement, when it is not a statement in its text. */
  readonly status?: AnswerStatus;
  readonly missing?: readonly string[];
  /** Share (0 to 1) of the question that one sentence holds, of a generator whose answer is such sentences. */
  readonly coverage?: number;
  readonly tokensIn?: number;
  readonly tokensOut?: number;
}

/** Writes an answer. Citations stand as `[n]` in the text. Ending the iteration stops the work. */
export interface Generator {
  readonly ref: GeneratorRef;
  /** Time to its first token that can be expected of it; 2,000 without it (servers and graphics cards). */
  readonly firstTokenMs?: number;
  /** Yields text; returns how it ended. @throws Failure when it cannot go on (the caller falls back). */
  generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<string, Written, void>;
  /**
   * Makes a question that can be understood alone from one and the turns before it; absent where it cannot be quick.
   *
   * What it writes may be anything. @returns undefined when it cannot do so in time, as a model that is not loaded
   */
  rewrite?(request: RewriteRequest, signal: AbortSignal): Promise<string | undefined>;
}

export interface RewriteRequest {
  readonly question: string;
  /** The latest turns, oldest first. */
  readonly history: readonly Turn[];
  /** What is not written by then is not waited for; who expects to take longer need not begin. */
  readonly withinMs: number;
}

/** When the passages are needed, and who wants to know of the stages while they run. */
export interface SearchTiming {
  /** Each list of results must be there this long after the search began; the others go on without it. */
  readonly listWithinMs?: number;
  /** Reranking must be done this long after the search began. */
  readonly rerankedWithinMs?: number;
  /** Told when a stage begins; what it returns is told how the stage ended. */
  readonly onStage?: (stage: AnswerStage) => (outcome: StageOutcome) => void;
}

/** Checks what was written against the passages. */
export interface AnswerVerifier {
  /** @param answer the text with its markers; `passages` are those it may cite */
  verify(
    answer: {
      readonly question: string;
      readonly standalone: string;
      readonly text: string;
      readonly passages: readonly NumberedPassage[];
      /** What the writer found (`Written.coverage`), so that status and confidence rest on the same text. */
      readonly coverage?: number | undefined;
    },
    signal: AbortSignal,
  ): Promise<{ readonly verdicts: readonly CheckedSentence[]; readonly confidence?: number }>;
}

/** Finds passages and their whole text. */
export interface PassageFinder {
  search(input: SearchInput, signal: AbortSignal, timing?: SearchTiming): Promise<SearchOutput>;
  /** Whole texts of chunks; those that are gone in the meantime are absent. */
  texts(chunks: readonly ChunkId[]): Promise<ReadonlyMap<ChunkId, string>>;
}

/** How much of the sources could be read. */
export interface SourceCoverage {
  /** Those of `ids` with pages that gave no text: how many of how many. */
  unreadPages(
    ids: readonly SourceId[],
  ): Promise<readonly { readonly title: string; readonly pages: number; readonly unread: number }[]>;
}

/** What is stored of an answer; id and time are given by the store. */
export interface AnswerDraft extends AnswerFindings {
  readonly text: string;
  readonly citations: Citation[];
  readonly passages: Passage[];
  readonly generator: GeneratorRef;
  readonly limits: Limit[];
  readonly timings: Timings;
}

/** What holds for every question of a conversation. */
export interface ConversationSetup {
  readonly scope: Scope | undefined;
  readonly instructions: string | undefined;
}

/** The part of conversations that answering needs. Every method throws Failure `not-found` for an unknown conversation. */
export interface ConversationStore {
  /**
   * Turns of a conversation, oldest first.
   *
   * With `before`, only those older than the question which that answer replied to, or than that question.
   * @throws Failure `not-found` when there is no such answer, or question
   */
  history(conversation: ConversationId, before?: MessageId, is?: 'answer' | 'question'): Promise<readonly Turn[]>;
  /** What its user set for a conversation. */
  setup(conversation: ConversationId): Promise<ConversationSetup>;
  /** Later questions without a scope look at this one. */
  keepScope(conversation: ConversationId, scope: Scope): Promise<void>;
  appendUser(
    conversation: ConversationId,
    message: { readonly text: string; readonly scope: Scope },
    /** The question it is asked in place of; that one and what follows it are put aside. */
    inPlaceOf?: MessageId,
  ): Promise<MessageId>;
  appendAssistant(conversation: ConversationId, draft: AnswerDraft): Promise<MessageId>;
  /** Puts `draft` in the place of an answer; the id stays. With `keep` the answer before stays beside it. */
  replaceAssistant(
    conversation: ConversationId,
    message: MessageId,
    draft: AnswerDraft,
    keep?: boolean,
  ): Promise<MessageId>;
}

/** Who writes, in place of the extractive generator, which is always there. */
export interface GeneratorChoice {
  /** Absent: the extractive generator. */
  readonly generator?: Generator;
  /** Why there is no model although one was wanted, or what it means to use this one. */
  readonly limit?: Limit;
}

/** Resolves the setting `answer.generator`: "auto", "extractive", or a model id. */
export type PickGenerator = (setting: string) => Promise<GeneratorChoice>;

/** The settings that answering reads, at each question anew. */
export interface AnswerSettings {
  readonly 'answer.topK': number;
  readonly 'answer.temperature': number;
  readonly 'answer.maxTokens': number;
  readonly 'answer.contextTokens': number;
  readonly 'answer.generator': string;
  readonly 'answer.timeBudgetMs': number;
  readonly 'answer.writeBudgetMs': number;
  readonly 'answer.verifyBudgetMs': number;
}

/** One answer while it is made. */
export interface RecordedAnswer {
  /** Goes into the result, the stored message and the trace. */
  readonly trace: TraceId;
  /** A step begins; `end` says how it went, and is called at most once. Steps may overlap. */
  span(stage: AnswerStage): { end(outcome: StageOutcome): void };
}

/** Keeps what an answer took: spans while it is made, one row and the metrics at its end. Nothing here ever throws. */
export interface AnswerRecorder {
  /** @param trace the number the caller gave this question (`CallContext.trace`); absent: a new one is made */
  begin(trace?: TraceId): RecordedAnswer;
  /** Called once for each `begin`, also for an answer that was stopped or failed. Resolves when the row is durable. */
  finish(trace: AnswerTrace): Promise<void>;
}
