import type { CodeReference, CodeUnit, Relationship, UnitKind } from '../../engine/code/code-facts.ts';
import { createGraphAnswers, type GraphAnswers } from '../../engine/graph/ask-graph.ts';
import { buildCodeGraph } from '../../engine/graph/code-graph.ts';
import type { GraphFile } from '../../engine/graph/graph-file.ts';
import type { FactRows } from '../../services/graph/ports.ts';
import type { GraphReply, GraphRequest } from './graph-messages.ts';

/** The thread's side: collects the rows of graphs, builds them and answers questions about them. */
export function createGraphSession(): (request: GraphRequest) => GraphReply {
  const drafts = new Map<number, ReturnType<typeof createFactsDraft>>();
  const graphs = new Map<number, GraphAnswers>();

  function answer(request: GraphRequest): unknown {
    const { graph } = request;
    if (request.type === 'add') {
      const draft = drafts.get(graph) ?? createFactsDraft();
      drafts.set(graph, draft);
      draft.add(request.rows);
      return undefined;
    }
    if (request.type === 'build') {
      const files = drafts.get(graph)?.finish() ?? [];
      drafts.delete(graph);
      graphs.set(graph, createGraphAnswers(buildCodeGraph(files)));
      return undefined;
    }
    if (request.type === 'close') {
      drafts.delete(graph);
      graphs.delete(graph);
      return undefined;
    }
    const answers = graphs.get(graph);
    if (answers === undefined) throw new Error(`There is no graph ${graph}`);
    const ask = answers[request.question] as (...about: readonly unknown[]) => unknown;
    return ask(...request.about);
  }

  return (request) => {
    try {
      return { id: request.id, type: 'done', value: answer(request) };
    } catch (thrown) {
      return { id: request.id, type: 'failed', message: thrown instanceof Error ? thrown.message : String(thrown) };
    }
  };
}

interface DraftFile extends GraphFile {
  readonly units: CodeUnit[];
  readonly references: CodeReference[];
}

/** Puts the columns of the catalog together again, file by file; rows of unknown files are left out. */
export function createFactsDraft() {
  const files = new Map<string, DraftFile>();

  function addUnits(rows: Extract<FactRows, { type: 'units' }>): void {
    for (const [row, sourceId] of rows.sourceIds.entries()) {
      const units = files.get(sourceId)?.units;
      if (units === undefined) continue;
      units[rows.ordinals[row] ?? units.length] = {
        kind: (rows.kinds[row] ?? 'constant') as UnitKind,
        name: rows.names[row] ?? '',
        namespace: rows.namespaces[row] ?? '',
        startLine: rows.startLines[row] ?? 1,
        endLine: rows.endLines[row] ?? 1,
        charStart: rows.charStarts[row] ?? 0,
        charEnd: rows.charEnds[row] ?? 0,
        hash: '',
      };
    }
  }

  function addReferences(rows: Extract<FactRows, { type: 'references' }>): void {
    for (const [row, sourceId] of rows.sourceIds.entries()) {
      files.get(sourceId)?.references.push({
        from: rows.unitOrdinals[row] ?? -1,
        relationship: (rows.relationships[row] ?? 'references') as Relationship,
        name: rows.names[row] ?? '',
        qualifier: rows.qualifiers[row] ?? '',
        module: rows.modules[row] ?? '',
        alias: rows.aliases[row] ?? '',
        line: rows.lines[row] ?? 1,
      });
    }
  }

  return {
    add(rows: FactRows): void {
      if (rows.type === 'units') addUnits(rows);
      else if (rows.type === 'references') addReferences(rows);
      else {
        for (const [row, sourceId] of rows.sourceIds.entries()) {
          files.set(sourceId, {
            sourceId,
            collectionId: rows.collectionIds[row] ?? '',
            path: rows.paths[row] ?? '',
            language: rows.languages[row] ?? '',
            units: [],
            references: [],
          });
        }
      }
    },
    /** By collection and path, so that equal code gives an equal graph whatever the order of the rows. */
    finish(): GraphFile[] {
      const key = ({ collectionId, path }: GraphFile): string => `${collectionId}\0${path}`;
      return [...files.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
    },
  };
}
