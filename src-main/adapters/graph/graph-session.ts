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
  text?: string;
  readonly units: CodeUnit[];
  readonly references: CodeReference[];
}

const FIELD = '\u001f';
const ROW = '\u001e';

/** Puts the texts of the catalog together again, file by file; rows of unknown files are left out. */
export function createFactsDraft() {
  const files = new Map<string, DraftFile>();

  function addFile(text: string): void {
    const [sourceId = '', collectionId = '', path = '', language = ''] = text.split(FIELD);
    files.set(sourceId, { sourceId, collectionId, path, language, units: [], references: [] });
  }

  function addUnits(text: string): void {
    const [sourceId = '', ...rows] = text.split(ROW);
    const units = files.get(sourceId)?.units;
    if (units === undefined) return;
    for (const row of rows) {
      const [kind, name = '', namespace = '', startLine, endLine, charStart, charEnd, more] = row.split(FIELD);
      units.push({
        kind: kind as UnitKind,
        name,
        namespace,
        startLine: Number(startLine),
        endLine: Number(endLine),
        charStart: Number(charStart),
        charEnd: Number(charEnd),
        hash: '',
        ...(more === 'declaration' ? { isDeclaration: true } : {}),
      });
    }
  }

  function addReferences(text: string): void {
    const [sourceId = '', ...rows] = text.split(ROW);
    const references = files.get(sourceId)?.references;
    for (const row of rows) {
      const [from, relationship, name = '', qualifier = '', module = '', alias = '', line] = row.split(FIELD);
      references?.push({
        from: Number(from),
        relationship: relationship as Relationship,
        name,
        qualifier,
        module,
        alias,
        line: Number(line),
      });
    }
  }

  function addConfig(text: string): void {
    const end = text.indexOf(ROW);
    const file = files.get(text.slice(0, end));
    if (file !== undefined) file.text = text.slice(end + 1);
  }

  const adders = { files: addFile, units: addUnits, references: addReferences, configs: addConfig };
  return {
    add({ type, texts }: FactRows): void {
      for (const text of texts) adders[type](text);
    },
    /** By collection and path, so that equal code gives an equal graph whatever the order of the rows. */
    finish(): GraphFile[] {
      const key = ({ collectionId, path }: GraphFile): string => `${collectionId}\0${path}`;
      return [...files.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
    },
  };
}
