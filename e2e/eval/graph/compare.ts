import { type CodeGraph, edgeAt, isCertain } from '../../../src-main/engine/graph/code-graph.ts';
import { idOf } from '../../../src-main/engine/graph/unit-id.ts';
import type { JudgedRelationship, OracleMention, OracleTarget } from './oracle.ts';

/** How the edges of one relationship agree with the oracle. Shares are 0 to 1, undefined when there is nothing. */
export interface Agreement {
  /** Mentions whose definition lies in the repository and is a unit or file of the graph; repeats counted once. */
  readonly gold: number;
  /** Share of them that a certain edge finds. */
  readonly recall: number | undefined;
  /** Share that any edge finds, guesses among several candidates included. */
  readonly recallWithGuesses: number | undefined;
  /** Certain edges that the oracle can judge. */
  readonly judged: number;
  readonly precision: number | undefined;
  /** Edges that are guesses and can be judged, and how many of them are right. */
  readonly guesses: number;
  readonly guessPrecision: number | undefined;
  /** Certain edges from where the oracle itself does not know what is meant. */
  readonly unjudged: number;
  /** Definitions the oracle names that the graph has no unit for: parameters, local variables, fields of types. */
  readonly withoutUnit: number;
}

export interface Comparison {
  readonly agreement: Readonly<Record<JudgedRelationship, Agreement>>;
  /** For people who look into what is missing or wrong. */
  readonly examples: { readonly missed: readonly string[]; readonly wrong: readonly string[] };
}

/** The text of each file by its path. */
export type Texts = ReadonlyMap<string, string>;

const JUDGED: readonly JudgedRelationship[] = ['calls', 'imports', 'inherits'];
const EXAMPLES = 400;

interface Gold {
  readonly source: number;
  readonly targets: ReadonlySet<number>;
  readonly name: string;
}

/** Compares edge by edge: an edge is right when the oracle names its target for a mention in the same definition. */
export function compareWithOracle(graph: CodeGraph, texts: Texts, mentions: readonly OracleMention[]): Comparison {
  const examples = { missed: [] as string[], wrong: [] as string[] };
  const agreement = Object.fromEntries(
    JUDGED.map((relationship) => [relationship, compareOne({ graph, texts }, relationship, mentions, examples)]),
  ) as Record<JudgedRelationship, Agreement>;
  return { agreement, examples };
}

function compareOne(
  { graph, texts }: { readonly graph: CodeGraph; readonly texts: Texts },
  relationship: JudgedRelationship,
  mentions: readonly OracleMention[],
  examples: { readonly missed: string[]; readonly wrong: string[] },
): Agreement {
  const find = createFinder(graph, texts);
  const gold = new Map<string, Gold>();
  /** `source name` of mentions that the oracle cannot place, or places where there is no unit. */
  const open = new Set<string>();
  let withoutUnit = 0;
  for (const mention of mentions.filter((one) => one.relationship === relationship)) {
    const source = find.source(mention.path, mention.offset);
    if (source === undefined) continue;
    const { answer, name } = mention;
    if (answer === 'unknown') open.add(`${source} ${name}`);
    if (typeof answer === 'string') continue;
    const units = answer.flatMap((target) => find.target(target) ?? []);
    // What is imported but no unit (a field of an exported object, a re-exported local) lies in its file all the same.
    const files = relationship === 'imports' ? answer.flatMap(({ path }) => find.target({ path }) ?? []) : [];
    const targets = new Set(units.length > 0 ? units : files);
    if (targets.size === 0) {
      withoutUnit += 1;
      open.add(`${source} ${name}`);
    } else gold.set(`${source} ${[...targets].join(' ')}`, { source, targets, name });
  }
  const id = (node: number): string => idOf(graph.table, node);
  const edges = Array.from({ length: graph.edges.count }, (_, place) => ({
    ...edgeAt(graph, place),
    certain: isCertain(graph, place),
  })).filter((edge) => edge.relationship === relationship);
  const certain = new Set(edges.filter((edge) => edge.certain).map(({ source, target }) => `${source} ${target}`));
  const all = new Set(edges.map(({ source, target }) => `${source} ${target}`));
  const right = new Set(
    [...gold.values()].flatMap(({ source, targets }) => [...targets].map((target) => `${source} ${target}`)),
  );
  const hits = (found: ReadonlySet<string>): Gold[] =>
    [...gold.values()].filter(({ source, targets }) => [...targets].some((target) => found.has(`${source} ${target}`)));
  for (const { source, targets, name } of gold.values()) {
    const isFound = [...targets].some((target) => all.has(`${source} ${target}`));
    if (!isFound && examples.missed.length < EXAMPLES) {
      examples.missed.push(`${relationship} ${id(source)} "${name}" ${[...targets].map(id).join(' | ')}`);
    }
  }
  const judge = (isGuess: boolean) => {
    const counts = { right: 0, wrong: 0, open: 0 };
    for (const { source, target, certain: isSure, via } of edges) {
      if (isSure === isGuess) continue;
      const name = graph.table.unitOf(target)?.name ?? '';
      if (right.has(`${source} ${target}`)) counts.right += 1;
      else if (open.has(`${source} ${name}`) || !find.isAsked(source)) counts.open += 1;
      else {
        counts.wrong += 1;
        if (!isGuess && examples.wrong.length < EXAMPLES) {
          examples.wrong.push(`${relationship} ${id(source)} ${via} ${id(target)}`);
        }
      }
    }
    return counts;
  };
  find.ask(mentions);
  const [sure, guessed] = [judge(false), judge(true)];
  return {
    gold: gold.size,
    recall: share(hits(certain).length, gold.size),
    recallWithGuesses: share(hits(all).length, gold.size),
    judged: sure.right + sure.wrong,
    precision: share(sure.right, sure.right + sure.wrong),
    guesses: guessed.right + guessed.wrong,
    guessPrecision: share(guessed.right, guessed.right + guessed.wrong),
    unjudged: sure.open,
    withoutUnit,
  };
}

function share(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : Math.round((part / whole) * 10_000) / 10_000;
}

/** Finds nodes by place. */
function createFinder({ table }: CodeGraph, texts: Texts) {
  const fileByPath = new Map(table.files.map(({ path }, file) => [path, file]));
  const asked = new Set<number>();
  const unitsAround = (file: number, offset: number): number[] => {
    const first = (table.firstNode[file] ?? 0) + 1;
    const units = table.files[file]?.units ?? [];
    return units.flatMap(({ charStart, charEnd }, ordinal) =>
      charStart <= offset && offset < charEnd ? [first + ordinal] : [],
    );
  };
  return {
    ask(mentions: readonly OracleMention[]): void {
      for (const { path } of mentions) asked.add(fileByPath.get(path) ?? -1);
    },
    /** Whether the oracle was asked about the file at all. */
    isAsked: (node: number): boolean => asked.has(table.fileOf[node] ?? -1),
    /** The innermost unit around a place, or the file. */
    source(path: string, offset: number): number | undefined {
      const file = fileByPath.get(path);
      return file === undefined ? undefined : (unitsAround(file, offset).at(-1) ?? table.firstNode[file]);
    },
    /** The unit whose name stands at a place. */
    target({ path, offset }: OracleTarget): number | undefined {
      const file = fileByPath.get(path);
      if (file === undefined) return undefined;
      if (offset === undefined) return table.firstNode[file];
      const text = texts.get(path)?.slice(offset, offset + 200) ?? '';
      const name = /^[\p{L}\p{N}_$#]+/u.exec(text)?.[0];
      return unitsAround(file, offset).findLast((node) => table.unitOf(node)?.name === name);
    },
  };
}
