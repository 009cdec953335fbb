import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const configSchema = z.object({ architectures: z.array(z.string()).optional() });

/** What an ONNX model in a folder says it can do besides giving vectors; undefined when it does not say. */
export async function onnxFolderKind(folder: string): Promise<'reranker' | 'masked-words' | undefined> {
  const config = configSchema.safeParse(await readJson(join(folder, 'config.json')));
  const architectures = config.data?.architectures ?? [];
  if (architectures.some((name) => name.endsWith('ForSequenceClassification'))) return 'reranker';
  return architectures.some((name) => name.endsWith('ForMaskedLM')) ? 'masked-words' : undefined;
}

/** Undefined when it is missing or no JSON. */
async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined; // what cannot be read says nothing
  }
}
