import { basename } from 'node:path';
import { Failure } from '../../../src-contract/failure.ts';
import type { Embedder } from '../../services/search/ports.ts';
import { createChildEmbedder } from '../embedding/child-embedder.ts';
import type { EmbeddingProcess } from '../embedding/embedding-process.ts';
import { hashOfFile } from '../embedding/hash-of-file.ts';
import { modelId } from '../embedding/installed-embedders.ts';
import { EMBEDDING_POOLING, type GgufFacts, GgufProblem, readGgufHeader } from '../files/gguf-header.ts';
import type { GgufEmbeddingModel } from './gguf-embedding-session.ts';

/**
 * What families of models want before a question and before a passage, by their name; a GGUF header has no place for
 * it. From their model cards; others get none.
 */
const PREFIXES: readonly (readonly [name: RegExp, query: string, passage: string])[] = [
  [/nomic.?embed/i, 'search_query: ', 'search_document: '],
  [/embedding.?gemma/i, 'task: search result | query: ', 'title: none | text: '],
  [/\be5\b/i, 'query: ', 'passage: '],
  [
    /qwen3.?embedding/i,
    'Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:',
    '',
  ],
  [/bge.*\ben\b/i, 'Represent this sentence for searching relevant passages: ', ''],
  [/arctic.?embed/i, 'Represent this sentence for searching relevant passages: ', ''],
  [/mxbai.?embed/i, 'Represent this sentence for searching relevant passages: ', ''],
];

/**
 * A GGUF embedding model, run in a child process. Pooling and dimensions are those of its header, prefixes those of its
 * family.
 *
 * @throws Failure `not-found` without such a file, `invalid-input` when it is no embedding model
 */
export async function openGgufEmbedder(path: string, process: EmbeddingProcess<GgufEmbeddingModel>): Promise<Embedder> {
  const file = basename(path);
  const { pooling: poolingType, embeddingLength: dimensions, name } = await readFacts(path);
  const pooling = EMBEDDING_POOLING.get(poolingType);
  if (dimensions === undefined || pooling === undefined) {
    throw unusable(file, 'Its header does not say how the vectors of words become one, so it is no embedding model');
  }
  const weights = await hashOfFile(path);
  const [, queryPrefix, passagePrefix] = PREFIXES.find(([family]) => family.test(name ?? '') || family.test(file)) ?? [
    undefined,
    '',
    '',
  ];
  const contract = {
    model: modelId(file, weights),
    weights,
    dimensions,
    pooling,
    normalised: true,
    queryPrefix,
    passagePrefix,
  };
  return createChildEmbedder(contract, { path, dimensions }, process);
}

async function readFacts(path: string): Promise<GgufFacts> {
  try {
    return await readGgufHeader(path);
  } catch (thrown) {
    if (thrown instanceof GgufProblem) throw unusable(basename(path), thrown.message);
    throw new Failure('not-found', `There is no embedding model ${path}. Put it there, or use "carrel-static".`, {
      reason: 'embedding/unknown-model',
      details: { path },
      cause: thrown,
    });
  }
}

function unusable(file: string, why: string): Failure {
  return new Failure('invalid-input', `${file} cannot be used to find by meaning. ${why}. Use "carrel-static".`, {
    reason: 'embedding/unknown-model',
    details: { file },
  });
}
