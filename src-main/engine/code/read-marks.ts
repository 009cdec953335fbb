import type { CodeReference, CodeUnit, Relationship } from './code-facts.ts';
import { type CodeMark, isUnitKind } from './code-mark.ts';
import { type CodeOutline, isClassLike, type OutlineNode } from './code-outline.ts';
import { LineStarts } from './line-starts.ts';
import { takeApart, toQualifier } from './mention.ts';
import { readImports } from './read-imports.ts';
import { appliesTo, type Rule, readRule } from './rules.ts';
import { ownName } from './unit-name.ts';

/*
 * Turns what a grammar's query found into definitions, mentions and an outline, in one pass over the marks in the order
 * they start. A stack holds the definitions that are open at a place. Linear but for the sort.
 */

/** What one file defines and mentions; units have no hash yet. */
export interface CodeReading {
  readonly outline: CodeOutline;
  readonly units: readonly Omit<CodeUnit, 'hash'>[];
  readonly references: readonly CodeReference[];
  /** Share (0 to 1) of the text that the grammar could not read. */
  readonly errorShare: number;
}

type Draft = { -readonly [Key in keyof OutlineNode]: OutlineNode[Key] } & {
  /** Ordinal of its unit; -1 for scopes and blocks. */
  readonly unit: number;
  /** What its contents are named under. */
  readonly namespace: string;
  readonly filters: Rule[];
};

type Unit = { -readonly [Key in keyof Omit<CodeUnit, 'hash'>]: CodeUnit[Key] };
/** What mentions say, and in which units it was said already; in a scope, the unit and the scope. */
type Said = Omit<CodeReference, 'from' | 'line'> & { readonly places: Set<number | string> };

const RELATIONSHIP_BY_TAG: Readonly<Partial<Record<CodeMark['tag'], Relationship>>> = {
  call: 'calls',
  inherits: 'inherits',
  includes: 'includes',
  refers: 'references',
};
/** What gives a variable or field a type. */
const BINDING: ReadonlySet<CodeMark['tag']> = new Set(['made', 'typed', 'field', 'same']);
/** A variable, or a field of one. */
const VARIABLE = /^[\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}_$][\p{L}\p{N}_$]*)?$/u;
/** Kinds that are noise inside a function: its own variables. */
const LOCAL: ReadonlySet<string> = new Set(['constant', 'property']);
/** Names of the kinds that do not qualify what stands inside them. */
const TRANSPARENT: ReadonlySet<string> = new Set(['type', 'block', 'macro']);
/** Longer mentions are chains of calls, which are seldom repeated. A guess. */
const MAX_REMEMBERED = 100;
/** Ruby's mixins are calls in form. */
const RUBY_DIRECTIVES: ReadonlySet<string> = new Set(['include', 'extend', 'prepend', 'require', 'require_relative']);
/** Names of blocks are selectors and keys; longer ones say no more. A guess. */
const MAX_BLOCK_NAME = 60;
/** Nobody nests definitions deeper; data and hostile text do, and every level costs a look at all inside it. A guess. */
const MAX_DEPTH = 40;

/** Reads the marks of a text; `language` is an id of `languages.ts`. */
export function readMarks(text: string, marks: readonly CodeMark[], language: string): CodeReading {
  const reader = new MarkReader(text, language);
  for (const mark of [...marks].sort(byPlace)) reader.read(mark);
  return reader.finish();
}

/** Outer marks first; where several share a place, mentions after what may claim it. */
function byPlace(left: CodeMark, right: CodeMark): number {
  return left.start - right.start || right.end - left.end || order(left) - order(right);
}

function order({ tag }: CodeMark): number {
  if (tag === 'wrap') return 0;
  if (isUnitKind(tag) || tag === 'scope' || tag === 'block') return 1;
  return tag === 'refers' ? 3 : 2;
}

class MarkReader {
  readonly #text: string;
  readonly #language: string;
  readonly #lines: LineStarts;
  readonly #nodes: Draft[] = [];
  readonly #units: Unit[] = [];
  readonly #references: CodeReference[] = [];
  /** Mentions in a scope itself, by index, and the name of the type that it belongs to. */
  readonly #scopeByReference = new Map<number, string>();
  readonly #open: number[] = [];
  readonly #leads: CodeMark[] = [];
  readonly #said = new Map<string, Said>();
  /** By the text of the mention, since most are repeated; undefined where no identifier stands at the end. */
  readonly #saidByText = new Map<string, Said | undefined>();
  readonly #nameStarts = new Set<number>();
  #wrap: CodeMark | undefined;
  /** Mentions in what wraps the next definition, such as its decorators. */
  #held: CodeMark[] = [];
  #mentionEnd = 0;
  #importEnd = 0;
  #errorEnd = 0;
  #errorChars = 0;

  constructor(text: string, language: string) {
    this.#text = text;
    this.#language = language;
    this.#lines = new LineStarts(text);
  }

  read(mark: CodeMark): void {
    while (this.#open.length > 0 && this.#nodes[this.#open.at(-1)!]!.end <= mark.start) this.#open.pop();
    const { tag } = mark;
    if (this.#wrap !== undefined && mark.start >= this.#wrap.end) this.#endWrap();
    if (isUnitKind(tag) || tag === 'scope' || tag === 'block') this.#define(mark);
    else if (tag === 'wrap') this.#startWrap(mark);
    else if (tag === 'lead') this.#leads.push(mark);
    else if (tag === 'error') this.#countError(mark);
    else if (tag === 'import') this.#import(mark);
    else if (tag === 'filter') this.#filter(mark);
    else if (tag === 'prototype') this.#declare(mark);
    else if (BINDING.has(tag)) this.#bind(mark);
    else if (this.#wrap === undefined) this.#mention(mark);
    else this.#held.push(mark);
  }

  finish(): CodeReading {
    this.#endWrap();
    const ordinalByName = new Map<string, number>();
    for (const [ordinal, unit] of this.#units.entries()) {
      if (isClassLike(unit.kind) && !ordinalByName.has(unit.name)) ordinalByName.set(unit.name, ordinal);
    }
    return {
      outline: this.#nodes.map((node) => ({ ...toNode(node), rules: this.#rulesOf(node) })),
      units: this.#units,
      references: this.#references.map((reference, index) => {
        const scope = this.#scopeByReference.get(index);
        return scope === undefined ? reference : { ...reference, from: ordinalByName.get(scope) ?? reference.from };
      }),
      errorShare: this.#text.length === 0 ? 0 : this.#errorChars / this.#text.length,
    };
  }

  #define(mark: CodeMark): void {
    const wrap = this.#wrapAround(mark);
    if (wrap === undefined) this.#endWrap();
    const start = wrap?.start ?? mark.start;
    const end = Math.max(mark.end, wrap?.end ?? 0);
    const parent = this.#open.at(-1) ?? -1;
    const around = this.#nodes[parent];
    if (this.#open.length >= MAX_DEPTH) return;
    if (around !== undefined && LOCAL.has(mark.tag) && this.#isInsideFunction(parent)) return;
    const named = this.#nameOf(mark);
    if (named === undefined) return;
    const kind = kindOf(mark.tag, around);
    if (this.#extendsLast({ kind, name: named.name, start, end, parent })) return;
    this.#nameStarts.add(mark.nameStart);
    const namespace = joined(around?.namespace ?? '', named.owner);
    const isUnit = kind !== 'scope' && kind !== 'block';
    if (isUnit) {
      this.#units.push({
        kind,
        name: named.name,
        namespace,
        startLine: this.#lines.lineOf(start),
        endLine: this.#lines.lineOf(Math.max(start, end - 1)),
        charStart: start,
        charEnd: end,
      });
    }
    this.#nodes.push({
      kind,
      name: named.name,
      start: this.#startWithLeads(start, around?.start ?? 0),
      end,
      parent,
      rules: [],
      unit: isUnit ? this.#units.length - 1 : -1,
      namespace: TRANSPARENT.has(kind) ? namespace : joined(namespace, named.name),
      filters: [],
    });
    this.#open.push(this.#nodes.length - 1);
    this.#endWrap();
  }

  #startWrap(mark: CodeMark): void {
    this.#endWrap();
    this.#wrap = mark;
  }

  /** Mentions that waited belong to the definition that was wrapped, or to what is around when there was none. */
  #endWrap(): void {
    this.#wrap = undefined;
    const held = this.#held;
    this.#held = [];
    for (const mark of held) this.#mention(mark);
  }

  /** What wraps a definition starts before it and ends with it, up to a semicolon; else it wraps something else. */
  #wrapAround(mark: CodeMark): CodeMark | undefined {
    const wrap = this.#wrap;
    return wrap !== undefined && wrap.start <= mark.start && wrap.end >= mark.end && wrap.end - mark.end <= 2
      ? wrap
      : undefined;
  }

  #isInsideFunction(node: number): boolean {
    for (let index = node; index >= 0; index = this.#nodes[index]!.parent) {
      const { kind } = this.#nodes[index]!;
      if (kind === 'function' || kind === 'method') return true;
      if (isClassLike(kind)) return false;
    }
    return false;
  }

  #nameOf(mark: CodeMark): { readonly name: string; readonly owner: string } | undefined {
    if (mark.tag === 'block') {
      return { name: mark.name.replace(/\s+/gu, ' ').trim().slice(0, MAX_BLOCK_NAME), owner: '' };
    }
    if (mark.tag === 'module')
      return { name: mark.name.replace(/\s|^["']|["']$/gu, '').replaceAll('::', '.'), owner: '' };
    const own = ownName(mark.name);
    if (own === undefined) return undefined;
    const owner = toQualifier(mark.owner).replace(/^\(|\)$/gu, '');
    return { name: own.name, owner: joined(owner, own.owner) };
  }

  /** Haskell writes a function as several equations; they are one definition. */
  #extendsLast(next: Pick<OutlineNode, 'kind' | 'name' | 'start' | 'end' | 'parent'>): boolean {
    if (this.#language !== 'haskell') return false;
    const last = this.#nodes.at(-1);
    const unit = this.#units[last?.unit ?? -1];
    if (last === undefined || unit === undefined) return false;
    if (last.name !== next.name || last.kind !== next.kind || last.parent !== next.parent) return false;
    last.end = next.end;
    unit.charEnd = next.end;
    unit.endLine = this.#lines.lineOf(next.end - 1);
    this.#open.push(this.#nodes.length - 1);
    return true;
  }

  /** Where the comments and attributes directly above begin. */
  #startWithLeads(start: number, limit: number): number {
    let from = start;
    for (let index = this.#leads.length - 1; index >= 0; index -= 1) {
      const lead = this.#leads[index]!;
      if (lead.start >= from) continue;
      if (lead.start < limit || !this.#isNextLine(lead.end, from) || !this.#startsLine(lead.start)) break;
      from = lead.start;
    }
    return from;
  }

  #isNextLine(from: number, to: number): boolean {
    const between = this.#text.slice(from, to);
    return between.trim() === '' && between.indexOf('\n') === between.lastIndexOf('\n');
  }

  #startsLine(offset: number): boolean {
    return this.#text.slice(this.#lines.startOf(offset), offset).trim() === '';
  }

  #countError(mark: CodeMark): void {
    this.#errorChars += Math.max(0, mark.end - Math.max(mark.start, this.#errorEnd));
    this.#errorEnd = Math.max(this.#errorEnd, mark.end);
  }

  #import(mark: CodeMark): void {
    const names = readImports(this.#language, mark.name);
    if (names.length === 0) return;
    this.#importEnd = mark.end;
    for (const imported of names) this.#refer(mark, this.#say({ ...imported, qualifier: '' }));
  }

  #filter(mark: CodeMark): void {
    this.#nodes[this.#open.at(-1) ?? -1]?.filters.push(readRule(mark.name));
  }

  /** A definition that says no more than its name: no passage begins there, and nothing stands in it. */
  #declare(mark: CodeMark): void {
    const parent = this.#open.at(-1) ?? -1;
    const around = this.#nodes[parent];
    const named = this.#isInsideFunction(parent) ? undefined : this.#nameOf(mark); // there it may make a variable
    if (named === undefined) return;
    this.#nameStarts.add(mark.nameStart);
    const isMember = around !== undefined && isClassLike(around.kind);
    this.#units.push({
      kind: isMember ? 'method' : 'function',
      name: named.name,
      namespace: joined(around?.namespace ?? '', named.owner),
      startLine: this.#lines.lineOf(mark.start),
      endLine: this.#lines.lineOf(Math.max(mark.start, mark.end - 1)),
      charStart: mark.start,
      charEnd: mark.end,
      isDeclaration: true,
    });
  }

  /** What gives a variable its type; the mention of the type itself is another mark. */
  #bind(mark: CodeMark): void {
    const mention = takeApart(mark.name);
    const alias = toQualifier(mark.owner);
    if (mention === undefined || !VARIABLE.test(alias)) return;
    this.#refer(mark, this.#say({ relationship: 'binds', ...mention, module: mark.tag, alias }));
  }

  #mention(mark: CodeMark): void {
    const relationship = RELATIONSHIP_BY_TAG[mark.tag];
    if (relationship === undefined || mark.start < this.#importEnd || this.#nameStarts.has(mark.start)) return;
    if (mark.tag === 'refers' && (mark.end <= this.#mentionEnd || mark.name.length === 1)) return;
    if (mark.tag !== 'call') this.#mentionEnd = mark.end;
    if (this.#language === 'ruby' && RUBY_DIRECTIVES.has(mark.name)) return;
    const said = this.#saidBy(mark, relationship);
    if (said !== undefined) this.#refer(mark, said);
  }

  /** What a mention says; most are repeated, and taking them apart costs more than remembering them. */
  #saidBy({ tag, name, owner }: CodeMark, relationship: Relationship): Said | undefined {
    const isRemembered = name.length + owner.length <= MAX_REMEMBERED;
    const text = isRemembered ? `${tag}\n${owner}\n${name}` : '';
    if (isRemembered && this.#saidByText.has(text)) return this.#saidByText.get(text);
    const mention = takeApart(name);
    const qualifier = owner === '' ? mention?.qualifier : toQualifier(owner);
    const said =
      mention === undefined
        ? undefined
        : this.#say({ relationship, name: mention.name, qualifier: qualifier ?? '', module: '', alias: '' });
    if (isRemembered) this.#saidByText.set(text, said);
    return said;
  }

  #say(words: Omit<Said, 'places'>): Said {
    const key = `${words.relationship}\n${words.name}\n${words.qualifier}\n${words.module}\n${words.alias}`;
    const said = this.#said.get(key) ?? { ...words, places: new Set() };
    this.#said.set(key, said);
    return said;
  }

  #refer(mark: CodeMark, said: Said): void {
    let from = -1;
    let scope = '';
    for (let index = this.#open.at(-1) ?? -1; index >= 0 && from < 0; index = this.#nodes[index]!.parent) {
      const node = this.#nodes[index]!;
      from = node.unit;
      if (node.kind === 'scope' && scope === '') scope = node.name;
    }
    // A mention in an `impl` itself belongs to the type, wherever that is defined in the file.
    const last = this.#nodes[this.#open.at(-1) ?? -1];
    const place = scope === '' ? from : `${from} ${scope}`;
    if (said.places.has(place)) return;
    said.places.add(place);
    if (last?.kind === 'scope' && scope !== '') this.#scopeByReference.set(this.#references.length, scope);
    const line = this.#lines.lineOf(mark.start);
    const { relationship, name, qualifier, module, alias } = said;
    this.#references.push({ from, relationship, name, qualifier, module, alias, line });
  }

  #rulesOf(node: Draft): readonly string[] {
    if (node.kind !== 'method') return [];
    const filters = this.#nodes[node.parent]?.filters ?? [];
    return filters.filter((rule) => appliesTo(rule, node.name)).map((rule) => rule.text);
  }
}

function toNode({ kind, name, start, end, parent }: Draft): Omit<OutlineNode, 'rules'> {
  return { kind, name, start, end, parent };
}

function kindOf(tag: CodeMark['tag'], around: Draft | undefined): OutlineNode['kind'] {
  const isMember = around !== undefined && isClassLike(around.kind);
  if (tag === 'function' && isMember) return 'method';
  if (tag === 'constant' && isMember) return 'property';
  return tag as OutlineNode['kind'];
}

function joined(before: string, name: string): string {
  if (before === '') return name;
  return name === '' ? before : `${before}.${name}`;
}
