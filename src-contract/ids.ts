import * as z from 'zod';

const id = z.string().min(1).max(64);

/** A named set of sources. */
export const collectionIdSchema = id.brand<'CollectionId'>();
export type CollectionId = z.infer<typeof collectionIdSchema>;

/** One file, pasted text or archive member. */
export const sourceIdSchema = id.brand<'SourceId'>();
export type SourceId = z.infer<typeof sourceIdSchema>;

/** One passage; small integers, unique in a library for ever, never reused. */
export const chunkIdSchema = z.int().nonnegative().max(0xffff_ffff).brand<'ChunkId'>();
export type ChunkId = z.infer<typeof chunkIdSchema>;

export const jobIdSchema = id.brand<'JobId'>();
export type JobId = z.infer<typeof jobIdSchema>;

/** Bytes handed over through the upload endpoint of a host, waiting to be added to a collection. */
export const uploadIdSchema = id.brand<'UploadId'>();
export type UploadId = z.infer<typeof uploadIdSchema>;

/** A folder that a collection follows. */
export const watchedFolderIdSchema = id.brand<'WatchedFolderId'>();
export type WatchedFolderId = z.infer<typeof watchedFolderIdSchema>;

export const conversationIdSchema = id.brand<'ConversationId'>();
export type ConversationId = z.infer<typeof conversationIdSchema>;

export const messageIdSchema = id.brand<'MessageId'>();
export type MessageId = z.infer<typeof messageIdSchema>;

export const feedbackIdSchema = id.brand<'FeedbackId'>();
export type FeedbackId = z.infer<typeof feedbackIdSchema>;

/**
 * One question on its way from the click to the last token: 32 lower-case hexadecimal digits, not all zero.
 *
 * The same number is the trace id of OpenTelemetry (W3C Trace Context), of the log lines and of the stored trace.
 */
export const traceIdSchema = z
  .string()
  .regex(/^(?!0{32})[0-9a-f]{32}$/)
  .brand<'TraceId'>();
export type TraceId = z.infer<typeof traceIdSchema>;
