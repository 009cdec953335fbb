import type { CodeReference, CodeUnit, Relationship, UnitKind } from '../engine/code/code-facts.ts';
import type { GraphFile } from '../engine/graph/graph-file.ts';

/** `method Client.get`: a kind, then enclosing names and the name. */
export type UnitText = `${UnitKind} ${string}`;

/** A mention: who mentions (a full name, '' for the file), how, and what. */
export interface Mention extends Partial<Omit<CodeReference, 'from' | 'relationship'>> {
  readonly in?: string;
  readonly as?: Relationship | 'binds';
}

const LANGUAGES: Readonly<Record<string, string>> = {
  ts: 'typescript',
  js: 'javascript',
  py: 'python',
  java: 'java',
  go: 'go',
  rs: 'rust',
  c: 'c',
  h: 'c',
  cpp: 'cpp',
  hpp: 'cpp',
  cs: 'csharp',
  rb: 'ruby',
  php: 'php',
};

/** A file of code as the catalog gives it: units in order, ten characters and one line each, nested by their names. */
export function aCodeFile(path: string, units: readonly UnitText[], mentions: readonly Mention[] = []): GraphFile {
  const parsed = units.map((text) => {
    const [kind = 'function', full = ''] = text.split(' ');
    const dot = full.lastIndexOf('.');
    return { kind: kind as UnitKind, full, name: full.slice(dot + 1), namespace: full.slice(0, Math.max(0, dot)) };
  });
  const isWithin = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(`${outer}.`);
  return {
    sourceId: `source of ${path}`,
    collectionId: 'code',
    path,
    language: LANGUAGES[path.slice(path.lastIndexOf('.') + 1)] ?? '',
    units: parsed.map(({ kind, name, namespace, full }, ordinal): CodeUnit => {
      let last = ordinal;
      while (
        last + 1 < parsed.length &&
        isWithin(parsed[last + 1]?.full ?? '', full) &&
        parsed[last + 1]?.full !== full
      )
        last += 1;
      return {
        kind,
        name,
        namespace,
        startLine: ordinal + 1,
        endLine: last + 1,
        charStart: ordinal * 10,
        charEnd: last * 10 + 9,
        hash: '',
      };
    }),
    references: mentions.map(({ in: within = '', as = 'calls', ...rest }) => ({
      from: parsed.findIndex(({ full }) => full === within),
      relationship: as,
      name: '',
      qualifier: '',
      module: '',
      alias: '',
      line: 1,
      ...rest,
    })),
  };
}
