import { READING_SENTENCES, SYSTEM_SENTENCES } from './host-sentences.ts';

/*
 * Sentences of the host, as a code with parameters: the page says them in its own language, the command line in English.
 *
 * The catalog, the journal of jobs and logs hold English sentences, those of earlier versions too; `recognise` finds code
 * and parameters again. A sentence that it does not know, of a library for instance, is shown as it is.
 */

/** What a host says. Parameters are names, numbers and words of libraries, which nobody translates. */
export interface HostMessage {
  /** Names the sentence; see host-sentences.ts. */
  code: string;
  params: Record<string, string | number>;
}

const SENTENCES: Readonly<Record<string, string>> = { ...READING_SENTENCES, ...SYSTEM_SENTENCES };
export type ReadingCode = keyof typeof READING_SENTENCES;
export type SystemCode = keyof typeof SYSTEM_SENTENCES;

type Params = Readonly<Record<string, string | number>>;

/** Names of the parameters of a sentence. */
export function parametersOf(code: ReadingCode | SystemCode): string[] {
  return [...(SENTENCES[code] ?? '').matchAll(/\{(\w+)[}:]/g)].map(([, name = '']) => name);
}

/** The English sentence of a code. */
export function sentence(code: ReadingCode | SystemCode, params: Params = {}): string {
  return englishOf({ code, params });
}

/** A message with its parameters as plain data. */
export function message(code: ReadingCode | SystemCode, params: Params = {}): HostMessage {
  return { code, params: { ...params } };
}

/** A sentence that has no code, as it is. */
export const plain = (text: string): HostMessage => message('plain', { text });

/** The English text of messages, as one paragraph. */
export function englishOf(...messages: readonly HostMessage[]): string {
  return messages.map(({ code, params }) => fill(SENTENCES[code] ?? code, params)).join(' ');
}

function fill(template: string, params: Params): string {
  return template.replace(/\{(\w+)(?::([^|{}]*)\|([^|{}]*))?\}/g, (_, name: string, one?: string, many?: string) => {
    const value = params[name] ?? '';
    return one === undefined ? String(value) : `${value} ${Number(value) === 1 ? one : many}`;
  });
}

interface Pattern {
  readonly code: string;
  readonly names: readonly string[];
  readonly shape: RegExp;
}

/** Those with most words of their own first: "damaged or not X: it has no content" before "damaged or not X". */
const PATTERNS: readonly Pattern[] = Object.entries(READING_SENTENCES)
  .map(([code, template]): Pattern & { readonly own: number } => {
    const parts = template.split(/\{\w+\}/);
    return {
      code,
      names: parametersOf(code as ReadingCode),
      shape: new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('([\\s\\S]*?)')}$`),
      own: parts.join('').length,
    };
  })
  .sort((one, other) => other.own - one.own);

/** Code and parameters of a sentence about reading; undefined for one that is none of ours. */
export function recognise(english: string): HostMessage | undefined {
  for (const { code, names, shape } of PATTERNS) {
    const found = shape.exec(english);
    if (found !== null)
      return { code, params: Object.fromEntries(names.map((name, at) => [name, found[at + 1] ?? ''])) };
  }
  return undefined;
}
