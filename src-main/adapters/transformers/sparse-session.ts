import { basename, dirname } from 'node:path';
import {
  AutoModelForMaskedLM,
  AutoTokenizer,
  env,
  type PreTrainedModel,
  type PreTrainedTokenizer,
} from '@huggingface/transformers';
import * as z from 'zod';
import { SPARSE_WORDS } from '../../engine/sparse/impact-index.ts';
import { strongestWords } from '../../engine/sparse/strongest-words.ts';
import type { EmbedTexts } from '../embedding/serve-embedding.ts';

/** How the child opens a masked language model: files in `folder` only. */
export interface SparseModel {
  readonly folder: string;
  readonly dtype: 'fp32' | 'fp16' | 'q8';
}

/** Tokens of a text that are looked at; models of this kind were trained with no more. */
const MOST_TOKENS = 256;

const outputSchema = z.object({
  logits: z.object({ data: z.instanceof(Float32Array), dims: z.tuple([z.int(), z.int(), z.int()]) }),
});

/** The child's side: one masked language model at a time. A row is the words it finds strongest, then their weights. */
export function createSparseSession(): EmbedTexts<SparseModel> {
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.useFSCache = false;
  env.useBrowserCache = false;
  let opened:
    | { readonly folder: string; readonly tokenizer: PreTrainedTokenizer; readonly model: PreTrainedModel }
    | undefined;

  async function open({ folder, dtype }: SparseModel) {
    if (opened?.folder === folder) return opened;
    await opened?.model.dispose();
    opened = undefined;
    env.localModelPath = dirname(folder);
    const name = basename(folder);
    const tokenizer = await AutoTokenizer.from_pretrained(name, { local_files_only: true });
    const model = await AutoModelForMaskedLM.from_pretrained(name, { dtype, local_files_only: true });
    opened = { folder, tokenizer, model };
    return opened;
  }

  return async (wanted, texts, isDropped) => {
    const { tokenizer, model } = await open(wanted);
    const special = new Set<number>(tokenizer.all_special_ids ?? []);
    const rows = new Float32Array(texts.length * 2 * SPARSE_WORDS);
    for (const [row, text] of texts.entries()) {
      if (isDropped()) break;
      // One text at a time: the weights of all words for all tokens of a batch would be hundreds of megabytes.
      const inputs = tokenizer([text], { truncation: true, max_length: MOST_TOKENS });
      const { logits } = outputSchema.parse(await model(inputs));
      const [, tokens, vocabulary] = logits.dims;
      const strongest = strongestWords(logits.data, { tokens, vocabulary, special }, SPARSE_WORDS);
      rows.set(strongest, row * 2 * SPARSE_WORDS);
    }
    return rows;
  };
}
