import { basename, dirname } from 'node:path';
import { AutoModelForSequenceClassification, AutoTokenizer, env } from '@huggingface/transformers';
import * as z from 'zod';
import type { OpenReranker, RerankModel } from './rerank-messages.ts';

/** Tokens of a question and a passage together; cross-encoders were trained with no more, and time grows with them. */
const MOST_TOKENS = 512;

const outputSchema = z.object({
  logits: z.object({ data: z.instanceof(Float32Array), dims: z.array(z.int()) }),
});

/** Opens a cross-encoder from a folder on this computer. Nothing is fetched from anywhere. */
export async function openOnnxReranker({
  folder,
  dtype,
}: Extract<RerankModel, { kind: 'onnx' }>): Promise<OpenReranker> {
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.useFSCache = false;
  env.useBrowserCache = false;
  env.localModelPath = dirname(folder);
  const name = basename(folder);
  const tokenizer = await AutoTokenizer.from_pretrained(name, { local_files_only: true });
  const model = await AutoModelForSequenceClassification.from_pretrained(name, { dtype, local_files_only: true });
  return {
    async score(query, texts) {
      const inputs = tokenizer(
        texts.map(() => query),
        { text_pair: [...texts], padding: true, truncation: true, max_length: MOST_TOKENS },
      );
      const { logits } = outputSchema.parse(await model(inputs));
      return toRelevance(logits.data, logits.dims.at(-1) ?? 0, texts.length);
    },
    async close() {
      await model.dispose();
    },
  };
}

/** One label is a logit of relevance, two are "no" and "yes". @throws Error for models that classify something else */
function toRelevance(logits: Float32Array, labels: number, texts: number): Float32Array<ArrayBuffer> {
  if ((labels !== 1 && labels !== 2) || logits.length !== texts * labels) {
    throw new Error(`It tells ${labels} classes apart, where one or two are known`);
  }
  return Float32Array.from({ length: texts }, (_, at) => {
    const row = logits.subarray(at * labels, (at + 1) * labels);
    return sigmoid(labels === 1 ? (row[0] ?? Number.NaN) : (row[1] ?? Number.NaN) - (row[0] ?? Number.NaN));
  });
}

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));
