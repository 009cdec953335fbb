import { useEffect, useRef, useState } from 'react';
import { create } from 'zustand';
import type { GraphUnit } from '../../../src-contract/graph.ts';
import { go } from '../../app/route.ts';
import { useConnection } from '../../lib/connection-store.ts';
import { useRevision } from '../../lib/system-store.ts';
import { type Loaded, useLoaded } from '../../lib/use-loaded.ts';
import { openSource, type SourceTarget } from '../source/source-store.ts';

/** What the screen lists while nothing is looked for. */
export const GRAPH_LISTS = ['rank', 'hubs', 'cycles', 'orphans'] as const;
export type GraphList = (typeof GRAPH_LISTS)[number];

interface GraphState {
  readonly text: string;
  /** Id of the collection that is looked at; '' for all. */
  readonly collection: string;
  readonly list: GraphList;
  readonly cycles: 'files' | 'units';
}

/** The state of the code map, kept while the window moves between screens. */
export const useGraph = create<GraphState>(() => ({ text: '', collection: '', list: 'rank', cycles: 'files' }));

/** The scope of a question, for the contract. */
export function scopeOf(collection: string): { collections?: string[] } {
  return collection === '' ? {} : { collections: [collection] };
}

/** While files are read the library changes many times a second, and each answer would build the graph anew. */
const QUIET_MS = 1500;

/** The revision of the library, once it has been quiet for a moment. */
function useQuietRevision(): number {
  const revision = useRevision();
  const [quiet, setQuiet] = useState(revision);
  useEffect(() => {
    const timer = setTimeout(() => setQuiet(revision), QUIET_MS);
    return () => clearTimeout(timer);
  }, [revision]);
  return quiet;
}

/** Asks when the question or the code changes; the last answer to the same question stays until the next one is there. */
export function useAsked<T>(question: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const revision = useQuietRevision();
  const isOpen = useConnection((connection) => connection.state === 'open');
  const loaded = useLoaded(`${question}\n${revision}\n${isOpen}`, load);
  const last = useRef<{ readonly question: string; readonly loaded: Loaded<T> }>(undefined);
  if (loaded.state !== 'loading') last.current = { question, loaded };
  const isKept = loaded.state === 'loading' && last.current?.question === question;
  return isKept ? (last.current?.loaded ?? loaded) : loaded;
}

/** Shows the lines of a definition, or a file from its start, in the source pane. */
export function openUnit(unit: GraphUnit): void {
  openSource([targetOfUnit(unit)]);
}

/** Shows one of several definitions in the source pane; the keys for the next and the one before walk through all. */
export function openUnits(units: readonly GraphUnit[], index: number): void {
  openSource(units.map(targetOfUnit), index);
}

function targetOfUnit({ sourceId, path, kind, startLine, endLine, charStart, charEnd }: GraphUnit): SourceTarget {
  const title = path.split(/[\\/]/).at(-1) ?? path;
  const source = { id: sourceId, title, path, kind: 'code' } as const;
  return kind === 'file' ? { source } : { source, position: { startLine, endLine, charStart, charEnd } };
}

/** Enclosing definitions and the name. */
export function fullNameOf({ namespace, name }: GraphUnit): string {
  return namespace === '' ? name : `${namespace}.${name}`;
}

/** Goes to the code map of a collection, or to one of its files in the middle. */
export function showCodeMap(collection: string, path?: string): void {
  useGraph.setState({ collection, text: '' });
  if (path === undefined) go('code');
  else go('code', `${collection}/${path.replaceAll('\\', '/')}`);
}
