import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { lowerProcessPriority } from '../../platform/lower-priority.ts';
import { setGraphEffort } from './faiss-header.ts';
import { type FaissReply, type FaissRequest, faissRequestSchema } from './faiss-messages.ts';

/** The part of faiss-node that is used; positions are given in order of adding. */
interface FaissIndex {
  add(rows: number[]): void;
  search(query: number[], wanted: number): { labels: number[] };
  ntotal(): number;
  write(file: string): void;
  toBuffer(): Buffer;
}
interface FaissLibrary {
  readonly Index: {
    fromFactory(dimensions: number, description: string, metric: number): FaissIndex;
    fromBuffer(bytes: Buffer): FaissIndex;
  };
}

/** A graph with 32 links a row; better at equal memory than 16 or 64 on text (design study). */
const GRAPH = 'HNSW32';
const INNER_PRODUCT = 0;
/** Recall@10 of .99 on easy data, .80 on hard (design study); what is built is measured before it is used. */
const EFFORT = { construction: 120, search: 160 };

/** The child's side: builds one graph at a time, and holds those that are open. Nothing here outlives the process. */
export function createFaissSession(): (raw: unknown) => FaissReply {
  const open = new Map<number, FaissIndex>();
  let building: FaissIndex | undefined;

  function perform(request: FaissRequest): Omit<Extract<FaissReply, { kind: 'found' }>, 'id'> | { kind: 'done' } {
    switch (request.kind) {
      case 'probe':
        loadFaiss();
        return { kind: 'done' };
      case 'begin':
        lowerProcessPriority(); // whoever builds has minutes, whoever searches meanwhile has none
        building = request.from === undefined ? emptyGraph(request.dimensions) : readGraph(request.from);
        return { kind: 'done' };
      case 'add':
        begun(building).add(Array.from(request.rows));
        return { kind: 'done' };
      case 'write':
        begun(building).write(request.file);
        building = undefined;
        return { kind: 'done' };
      case 'open':
        open.set(request.index, readGraph(request.file));
        return { kind: 'done' };
      case 'close':
        open.delete(request.index);
        return { kind: 'done' };
      case 'search': {
        const index = begun(open.get(request.index));
        const wanted = Math.min(request.wanted, index.ntotal());
        if (wanted === 0) return { kind: 'found', positions: new Uint32Array(0) };
        const { labels } = index.search(Array.from(request.query), wanted);
        return { kind: 'found', positions: Uint32Array.from(labels.filter((label) => label >= 0)) };
      }
    }
  }

  return (raw) => {
    const request = faissRequestSchema.parse(raw);
    try {
      return { ...perform(request), id: request.id };
    } catch (thrown) {
      return { kind: 'failed', id: request.id, message: thrown instanceof Error ? thrown.message : String(thrown) };
    }
  };
}

let library: FaissLibrary | undefined;

/** Loaded at first use: where it is missing, the process that asks must hear so instead of not starting. */
function loadFaiss(): FaissLibrary {
  library ??= createRequire(import.meta.url)('faiss-node') as FaissLibrary;
  return library;
}

function emptyGraph(dimensions: number): FaissIndex {
  const { Index } = loadFaiss();
  const bytes = Index.fromFactory(dimensions, GRAPH, INNER_PRODUCT).toBuffer();
  setGraphEffort(bytes, EFFORT);
  return Index.fromBuffer(bytes);
}

/** The file was verified by its checksum before its name came here: FAISS dies of damaged ones. */
function readGraph(file: string): FaissIndex {
  return loadFaiss().Index.fromBuffer(readFileSync(file));
}

function begun(index: FaissIndex | undefined): FaissIndex {
  if (index === undefined) throw new Error('No such index is open');
  return index;
}
