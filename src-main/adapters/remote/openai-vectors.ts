import * as z from 'zod';
import { Failure } from '../../../src-contract/failure.ts';
import { misunderstood, postJson, type RecordEgress, readJson } from './remote-http.ts';

/** A model of a backend that speaks the OpenAI API. */
export interface RemoteModel {
  readonly backend: string;
  readonly url: string;
  readonly key: string | undefined;
  readonly model: string;
}

/** Texts in one request; servers refuse more than some hundred. */
const BATCH = 64;
const TIMEOUT_MS = 60_000;

const embeddingsSchema = z.object({
  data: z.array(z.object({ index: z.int().nonnegative(), embedding: z.array(z.number()) })),
});

/**
 * Vectors of texts, of length 1, as rows: `texts.length` × dimensions (`POST /embeddings`).
 *
 * @throws Failure as `postJson`; `unavailable` when the answer does not fit the texts
 */
export async function embedRemotely(
  model: RemoteModel,
  texts: readonly string[],
  record: RecordEgress,
  signal: AbortSignal,
): Promise<Float32Array> {
  const rows: Float32Array[] = [];
  for (let from = 0; from < texts.length; from += BATCH) {
    const batch = texts.slice(from, from + BATCH);
    const response = await postJson(
      { ...target(model, 'embeddings'), body: { model: model.model, input: batch, encoding_format: 'float' } },
      record,
      signal,
    );
    const parsed = embeddingsSchema.safeParse(await readJson(response, model.backend));
    if (!parsed.success) throw misunderstood(model.backend, parsed.error);
    const sorted = parsed.data.data.toSorted((one, other) => one.index - other.index);
    if (sorted.length !== batch.length) throw misunderstood(model.backend);
    rows.push(...sorted.map(({ embedding }) => ofLengthOne(embedding, model.backend)));
  }
  return joinRows(rows, model.backend);
}

/** Rows one after another. @throws Failure when they differ in length */
export function joinRows(rows: readonly Float32Array[], backend: string): Float32Array {
  const dimensions = rows[0]?.length ?? 0;
  const joined = new Float32Array(rows.length * dimensions);
  for (const [at, row] of rows.entries()) {
    if (row.length !== dimensions) throw misunderstood(backend);
    joined.set(row, at * dimensions);
  }
  return joined;
}

export function ofLengthOne(values: readonly number[], backend: string): Float32Array {
  const length = Math.hypot(...values);
  if (!Number.isFinite(length) || length === 0) throw misunderstood(backend);
  return Float32Array.from(values, (value) => value / length);
}

const rerankSchema = z.object({
  results: z.array(z.object({ index: z.int().nonnegative(), relevance_score: z.number() })),
});
const scoreSchema = z.object({ data: z.array(z.object({ index: z.int().nonnegative(), score: z.number() })) });

/**
 * How well each text answers a query, 0 to 1, in their order: `POST /rerank` (Jina, vLLM, llama.cpp), or where there is
 * none `POST /score` (vLLM). Scores outside 0 to 1 are taken for logits.
 */
export async function scoreRemotely(
  model: RemoteModel,
  { query, texts }: { readonly query: string; readonly texts: readonly string[] },
  record: RecordEgress,
  signal: AbortSignal,
): Promise<Float32Array> {
  const byIndex = await rerank(model, query, texts, record, signal).catch((thrown: unknown) => {
    if (thrown instanceof Failure && thrown.reason === 'remote/model')
      return score(model, query, texts, record, signal);
    throw thrown;
  });
  const scores = new Float32Array(texts.length).fill(Number.NaN);
  for (const { index, value } of byIndex) if (index < scores.length) scores[index] = value;
  if (scores.some((value) => !Number.isFinite(value))) throw misunderstood(model.backend);
  const areLogits = scores.some((value) => value < 0 || value > 1);
  return areLogits ? scores.map((value) => 1 / (1 + Math.exp(-value))) : scores;
}

type Scored = readonly { readonly index: number; readonly value: number }[];

async function rerank(
  model: RemoteModel,
  query: string,
  texts: readonly string[],
  record: RecordEgress,
  signal: AbortSignal,
): Promise<Scored> {
  const body = { model: model.model, query, documents: texts, top_n: texts.length };
  const answer = await readJson(await postJson({ ...target(model, 'rerank'), body }, record, signal), model.backend);
  const parsed = rerankSchema.safeParse(answer);
  if (!parsed.success) throw misunderstood(model.backend, parsed.error);
  return parsed.data.results.map(({ index, relevance_score: value }) => ({ index, value }));
}

async function score(
  model: RemoteModel,
  query: string,
  texts: readonly string[],
  record: RecordEgress,
  signal: AbortSignal,
): Promise<Scored> {
  const body = { model: model.model, text_1: query, text_2: texts };
  const answer = await readJson(await postJson({ ...target(model, 'score'), body }, record, signal), model.backend);
  const parsed = scoreSchema.safeParse(answer);
  if (!parsed.success) throw misunderstood(model.backend, parsed.error);
  return parsed.data.data.map(({ index, score: value }) => ({ index, value }));
}

function target({ backend, url, key }: RemoteModel, path: string) {
  return { backend, url: `${url.replace(/\/$/, '')}/${path}`, key, timeoutMs: TIMEOUT_MS };
}
