import { join } from 'node:path';
import { definitionsByPattern } from '../../engine/code/definitions-by-pattern.ts';
import { createSegmentBuilder, type SegmentBuilder } from '../../engine/lexical/segment-builder.ts';
import { createPassageBuilder, type PassageBuilder } from '../../engine/passages/passage-segment.ts';
import { type ChunkFacts, createFactsBuilder, type FactsBuilder } from '../../engine/ranking/facts-segment.ts';
import { indexedText } from '../../engine/text/indexed-text.ts';
import { buildVectorSegment } from '../../engine/vector/vector-segment.ts';
import { errorCode } from '../../platform/atomic-file.ts';
import type { IndexBuildReply, IndexBuildRequest } from './index-build-messages.ts';
import { writeRecorded } from './verified-file.ts';

interface Build {
  readonly dimensions: number;
  readonly lexical: SegmentBuilder;
  readonly facts: FactsBuilder;
  readonly passages: PassageBuilder;
  readonly ids: number[];
  readonly vectors: Float32Array[];
}

/** The worker's side: collects the chunks of segments and writes the four files of each. */
export function createIndexBuildSession(): (request: IndexBuildRequest) => Promise<IndexBuildReply> {
  const builds = new Map<number, Build>();

  async function answer(request: IndexBuildRequest): Promise<IndexBuildReply> {
    if (request.type === 'begin') {
      builds.set(request.build, emptyBuild(request.dimensions));
      return { type: 'ready' };
    }
    const build = builds.get(request.build);
    if (request.type !== 'add') builds.delete(request.build);
    if (request.type === 'discard') return { type: 'ready' };
    if (build === undefined) throw new Error('The segment was not begun, or is over');
    if (request.type === 'add') {
      build.passages.add(request.passages);
      for (const [at, { id, text: own }] of request.passages.entries()) {
        const text = indexedText(request.contexts[at] ?? '', own);
        const facts = request.facts[at];
        build.lexical.add(id, facts?.kind === 'code' ? `${nearPath(facts.path)}\n${text}` : text);
        if (facts !== undefined) build.facts.add(withDefinitions(facts, text));
        build.ids.push(id);
      }
      build.vectors.push(request.vectors);
      return { type: 'ready' };
    }
    return write(build, request);
  }

  return async (request) => {
    try {
      return await answer(request);
    } catch (thrown) {
      builds.delete(request.build);
      const code = errorCode(thrown);
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      return { type: 'failed', message, ...(code === undefined ? {} : { code }) };
    }
  };
}

function emptyBuild(dimensions: number): Build {
  const builders = { lexical: createSegmentBuilder(), facts: createFactsBuilder(), passages: createPassageBuilder() };
  return { dimensions, ...builders, ids: [], vectors: [] };
}

/** Parts of the path that count as words of code: .012 of nDCG@10 before ranking on code-files-dev; 5 gave no more. */
const NEAR_PARTS = 3;

function nearPath(path: string): string {
  return path.split(/[/\\]/).slice(-NEAR_PARTS).join(' ');
}

/** Code whose reader found no definitions, having no grammar for it, gets those that patterns find. */
function withDefinitions(facts: ChunkFacts, text: string): ChunkFacts {
  if (facts.kind !== 'code' || facts.definitions.length > 0) return facts;
  return { ...facts, definitions: definitionsByPattern(text) };
}

async function write(
  { dimensions, lexical, facts, passages, ids, vectors }: Build,
  { folder, name }: { readonly folder: string; readonly name: string },
): Promise<IndexBuildReply> {
  const all = new Float32Array(ids.length * dimensions);
  let at = 0;
  for (const rows of vectors) {
    all.set(rows, at);
    at += rows.length;
  }
  const vectorBytes = buildVectorSegment(Uint32Array.from(ids), all, dimensions);
  // Side by side, for each waits for the disk at its end; all end, also when one fails.
  const writing = [
    writeRecorded(join(folder, `${name}.lexical`), lexical.finish()),
    writeRecorded(join(folder, `${name}.vector`), vectorBytes),
    writeRecorded(join(folder, `${name}.facts`), facts.finish()),
    writeRecorded(join(folder, `${name}.passages`), passages.finish()),
  ] as const;
  await Promise.allSettled(writing);
  const [lexicalFile, vectorFile, factsFile, passageFile] = await Promise.all(writing);
  const files = { lexical: lexicalFile, vector: vectorFile, facts: factsFile, passages: passageFile };
  return { type: 'written', record: { chunks: ids.length, ...files } };
}
