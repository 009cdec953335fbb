/**
 * A passage as the checks read it: sentences, and inside them segments that say one thing of one subject.
 *
 * Segments end at semicolons, at words such as "while", and where a second number or a second clause begins. A segment
 * without a subject of its own ("and handed it to her nephew", "it", "which") goes on about the one before. Word lists
 * only, no parser: where the subject is not plain it is left empty, and checks that need it stay silent.
 */
import type { SourceKind } from '../../../src-contract/passage.ts';
import { splitPassage } from '../packing/split-sentences.ts';
import { type ContentWord, contentWords } from './content-words.ts';
import { isNegated } from './polarity.ts';
import { MULTIPLIERS } from './quantity-words.ts';
import { type Quantity, readQuantities } from './read-quantities.ts';
import { looksGerman } from './text-language.ts';

export interface Segment {
  readonly text: string;
  readonly sentence: number;
  readonly words: readonly ContentWord[];
  readonly terms: ReadonlySet<string>;
  /** Terms of what it is about, its own or that of a segment before. */
  readonly subject: ReadonlySet<string>;
  readonly quantities: readonly Quantity[];
  readonly isNegated: boolean;
}

export interface ReadPassage {
  readonly text: string;
  readonly isCode: boolean;
  readonly isGerman: boolean;
  /** Content words of each sentence, in order. */
  readonly sentences: readonly { readonly text: string; readonly words: readonly ContentWord[] }[];
  readonly segments: readonly Segment[];
  readonly quantities: readonly Quantity[];
  readonly terms: ReadonlySet<string>;
}

/** "(in millions)", above a table: its plain numbers may be meant so many times. */
const SCALE =
  /\b(?:in|as|amounts in) (thousands|millions|billions|Tausend|Millionen|Milliarden)\b|单位[：:]?\s?([百千]?万|亿)/iu;

function withScale(quantities: readonly Quantity[], text: string): readonly Quantity[] {
  const named = SCALE.exec(text);
  const word = (named?.[1] ?? named?.[2])?.toLowerCase().replace(/(?<=thousand|million|billion)s$/, '');
  const factor = word === undefined ? undefined : MULTIPLIERS.get(word);
  if (factor === undefined) return quantities;
  const isScaled = ({ kind, dimension, isOrdinal }: Quantity): boolean =>
    kind === 'amount' && !isOrdinal && (dimension === undefined || MONEY.has(dimension));
  return quantities.map((one) =>
    isScaled(one) ? { ...one, values: [...one.values, ...one.values.map((value) => value * factor)] } : one,
  );
}

const MONEY: ReadonlySet<string> = new Set(['dollar', 'euro', 'pound', 'yuan']);

const CODE_LINE =
  /\$\{?\w|^\s*(?:fi|then|done|esac|echo|exit|cd|sudo|npm|git)\b|&&|\|\||[;{}]\s*$|^\s*(?:def|class|func|fn|return|if|else|for|while|import|const|let|var|export|SELECT|FROM|WHERE)\b|^\s*[\w.-]+:(?:\s|$)|=>|\(\)|^\s*(?:\/\/|#|\/?\*)/;
const CODE_SHARE = 0.5; // of the lines; guess, unmeasured

/** Whether a text is code whatever its file says. */
export function looksLikeCode(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.length > 1 && lines.filter((line) => CODE_LINE.test(line)).length >= lines.length * CODE_SHARE;
}

/** Commas, colons and semicolons between Chinese characters in the width that Chinese has for them; lengths stay. */
export const widenMarks = (text: string): string =>
  text.replace(/(?<=\p{Script=Han})[,;:](?=\S)/gu, (mark) => WIDE[mark] ?? mark);
const WIDE: Readonly<Record<string, string>> = { ',': '，', ';': '；', ':': '：' };

export function readPassage(passage: { readonly text: string; readonly kind: SourceKind }): ReadPassage {
  const text = widenMarks(passage.text);
  const isCode = passage.kind === 'code' || looksLikeCode(text);
  const isGerman = looksGerman(text);
  const units = splitPassage(text, isCode ? 'code' : 'markdown').map(({ start, end }) => text.slice(start, end));
  const sentences = units.map((unit) => ({ text: unit, words: contentWords(unit) }));
  const segments: Segment[] = [];
  for (const [sentence, unit] of units.entries()) {
    const before = segments.find((segment) => segment.sentence === sentence - 1);
    for (const [at, part] of (isCode ? [unit] : splitSegments(unit)).entries()) {
      const words = contentWords(part);
      const own = isCode ? new Set<string>() : findSubject(part, isGerman);
      const subject = own ?? inheritedSubject(part, at === 0 ? before : segments.at(-1));
      segments.push({
        text: part,
        sentence,
        words,
        terms: new Set(words.map(({ term }) => term)),
        subject,
        quantities: readQuantities(part),
        isNegated: isNegated(part),
      });
    }
  }
  return {
    text,
    isCode,
    isGerman,
    sentences,
    segments,
    quantities: withScale(readQuantities(text), text),
    terms: new Set(sentences.flatMap(({ words }) => words.map(({ term }) => term))),
  };
}

const THING = /^(?:it|they|this|that|these|those|es|dies|dabei|其|它|这|那)(?!\p{L})/iu;
const RELATIVE = /^(?:which|who|whose|where)(?!\p{L})/iu;

/** "He" is who the clause before is about; "it" may be anything that was said there, "which" what was said last. */
function inheritedSubject(clause: string, before: Segment | undefined): ReadonlySet<string> {
  if (before === undefined) return new Set();
  const telling = before.words.filter(({ weight }) => weight >= 0.6).map(({ term }) => term);
  if (THING.test(clause.trim())) return new Set([...before.subject, ...telling]);
  return RELATIVE.test(clause.trim()) ? new Set([...before.subject, ...telling.slice(-2)]) : before.subject;
}

const HARD_JOINT =
  /;\s*|[；;]|:\s+|\s[–—]\s|,?\s+(?:but|whereas|although|aber|jedoch|sondern|compared with)\s+|,\s+(?:while|während)\s+|,?\s+(?:and|und)\s+(?=(?:not|nicht)\s)|\s+(?=(?:without|ohne)\s)|,\s+(?=(?:not|who|which|ist|sind|wird|werden|hat|haben|kann|muss|so|dann|then)\s)|(?<=\p{Script=Han})，/gu;
const SOFT_JOINT = /,\s+(?:and|und|so)\s+|\s+(?:and|und)\s+|,\s+/gu;
const FULL_CLAUSE_WORDS = 3;

function splitSegments(sentence: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (const match of sentence.matchAll(HARD_JOINT)) {
    if (match.index > start) parts.push(...splitSoftly(sentence.slice(start, match.index)));
    start = match.index + match[0].length;
  }
  if (start < sentence.length) parts.push(...splitSoftly(sentence.slice(start)));
  return parts;
}

function splitSoftly(part: string): string[] {
  const joints = [...part.matchAll(SOFT_JOINT)];
  const out: string[] = [];
  let start = 0;
  for (const [at, joint] of joints.entries()) {
    const before = part.slice(start, joint.index);
    const after = part.slice(joint.index + joint[0].length, joints[at + 1]?.index ?? part.length);
    if (!partsHere(before, after, joint[0])) continue;
    out.push(before);
    start = joint.index + joint[0].length;
  }
  out.push(part.slice(start));
  return out;
}

/** A full clause begins with a verb or with who does it; "maize and sugar cane" are no two clauses. */
const CLAUSE_START = /^(?:the|an?|its|their|his|her|der|die|das|ein|eine)\s/i;

function partsHere(before: string, after: string, joint: string): boolean {
  const said = (text: string): number => contentWords(text).filter(({ weight }) => weight === 1).length;
  if (readQuantities(before).length > 0 && readQuantities(after).length > 0) return said(before) > 0 && said(after) > 0;
  const isClause = /,/.test(joint) || CLAUSE_START.test(after) || VERB.test(/^\S+/.exec(after)?.[0] ?? '');
  const isParallel = /^,\s+$/.test(joint) && /^\p{Lu}\p{Ll}+\s+\p{Ll}/u.test(after); // German: "Insulin senkt es, Glukagon hebt es"
  if (isParallel && said(before) >= 2 && said(after) >= 2) return true;
  return isClause && said(before) >= FULL_CLAUSE_WORDS && said(after) >= FULL_CLAUSE_WORDS;
}

const GOES_ON =
  /^(?:i|we|you|it|they|he|she|this|that|these|those|which|who|whose|whom|where|there|er|sie|es|dies|dort|dabei|其|它|他|她|这|那|并|也|还|则)(?![\p{Ll}])/iu;
const VERB =
  /^(?:is|are|was|were|be|has|have|had|can|can't|cannot|could|may|might|must|shall|should|will|would|does|do|did|gets?|got|gave|takes?|took|made|found|led|left|lost|sold|won|wrote|became|began|went|came|put|sets?|makes?|keeps?|runs?|uses?|needs?|holds?|draws?|tells?|lasts?|costs?|reads?|ist|sind|war|waren|wird|werden|wurde|wurden|hat|haben|hatte|kann|können|muss|müssen|darf|soll|gibt|built|born|known|written|held|seen|given|taken|told|brought|bought|taught|sent|spent|kept|grown|drawn|shown|worn|cut|hit|\p{L}{3,}ed)$/iu;
const LEADING =
  /^(?:and|but|so|then|afterwards|later|today|now|also|und|aber|dann|danach|auch|heute|a (?:month|week|year|day) later)\s+/iu;
const ADVERBIAL =
  /^(?:in|on|at|with|without|for|by|from|to|under|over|between|during|unlike|like|after|before|since|until|while|when|if|as|because|although|im|am|bei|mit|ohne|für|von|aus|nach|vor|seit|zum|zur|auf|an|unter|wenn|als|weil|beim|per|于|在|当|如果)(?![\p{Ll}])/iu;
const DETERMINER =
  /^(?:the|an?|each|every|all|most|some|any|both|no|der|die|das|den|dem|ein|eine|einen|einem|jede[rns]?|alle|kein|keine|my|our|your|its|their|his|her|seine?|ihre?)$/iu;
const MOST_SUBJECT_WORDS = 4;

/** The terms of what a clause is about; undefined when it goes on about what was before. */
export function findSubject(clause: string, isGerman: boolean): ReadonlySet<string> | undefined {
  let rest = clause.trim().replace(/^["“„(*_]+/, '');
  while (LEADING.test(rest)) rest = rest.replace(LEADING, '');
  if (ADVERBIAL.test(rest)) {
    const comma = /^[^,]{2,60},\s*/.exec(rest)?.[0];
    if (comma === undefined) return undefined;
    rest = rest.slice(comma.length);
  }
  if (/^\p{Script=Han}/u.test(rest)) return hanSubject(rest);
  const words = rest.split(/\s+/).slice(0, MOST_SUBJECT_WORDS + 2);
  const first = words[0] ?? '';
  if (isGerman && /^\p{Ll}/u.test(first) && !DETERMINER.test(first)) return undefined; // a verb
  if (GOES_ON.test(first) || VERB.test(first.replace(/[,.]$/, ''))) return undefined;
  const run: string[] = [];
  let hasNoun = false;
  for (const word of words) {
    const bare = word.replace(/[,.:]+$/, '');
    if (DETERMINER.test(bare) && !hasNoun) continue;
    if (VERB.test(bare) || ADVERBIAL.test(bare) || DETERMINER.test(bare)) break;
    const isNoun = contentWords(bare).some(({ weight }) => weight > 0) || /^\d/.test(bare);
    if (!isNoun && hasNoun) break;
    if (isGerman && run.some((taken) => isCapital(taken)) && !isCapital(bare)) break; // nouns are over
    if (isNoun) run.push(bare);
    hasNoun ||= isNoun;
    if (bare !== word || run.length === MOST_SUBJECT_WORDS) break;
  }
  if (isGerman && !run.some((word) => /^\p{Lu}/u.test(word))) return undefined;
  const terms = run.flatMap((word) => contentWords(word).map(({ term }) => term));
  return terms.length === 0 ? undefined : new Set(terms);
}

const isCapital = (word: string): boolean => /^[\p{Lu}\d]/u.test(word);

/** In Chinese what stands before the first verb or number; two to four characters are enough to tell subjects apart. */
function hanSubject(clause: string): ReadonlySet<string> | undefined {
  if (GOES_ON.test(clause) || ADVERBIAL.test(clause)) return undefined;
  const head =
    /^\p{Script=Han}{2,8}?(?=[是于在的有为可不没要需负应用经]|\d|$|，)/u.exec(clause)?.[0] ?? clause.slice(0, 2);
  return new Set(contentWords(head).map(({ term }) => term));
}
