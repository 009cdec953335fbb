import type { AnswerEvent, Citation } from '../../../src-contract/answer.ts';
import { createMarkerFilter, type MarkedPart } from '../../engine/citations/marker-filter.ts';
import { claimBefore, narrowPosition, pickQuote } from '../../engine/citations/pick-quote.ts';
import type { NumberedPassage } from './ports.ts';

/** Turns what generators write into events, and keeps the answer as it stands. */
export interface AnswerWriter {
  /** The events of one more piece: tokens, and each citation right after the token that ends with its first marker. */
  push(piece: string): AnswerEvent[];
  /** What was held back, such as an open bracket. A new generator may then go on after a blank line. */
  endPart(): AnswerEvent[];
  /** Markers of other numbers are dropped from now on; undefined: of none that were handed in. */
  allow(numbers: readonly number[] | undefined): void;
  /** The passages that may be cited. */
  passages(): NumberedPassage[];
  /** All token events joined. */
  text(): string;
  citations(): Citation[];
}

/** @param passages the first of a number counts */
export function createAnswerWriter(question: string, passages: readonly NumberedPassage[]): AnswerWriter {
  const highest = Math.max(0, ...passages.map((passage) => passage.number));
  const passageByNumber = new Map(passages.toReversed().map((passage) => [passage.number, passage]));
  let allowed: ReadonlySet<number> | undefined;
  const citations = new Map<number, Citation>();
  let filter = createMarkerFilter(highest);
  let text = '';
  let needsBreak = false;

  function write(parts: readonly MarkedPart[]): AnswerEvent[] {
    const events: AnswerEvent[] = [];
    let token = '';
    const flush = (): void => {
      if (token !== '') events.push({ type: 'token', text: token });
      text += token;
      token = '';
    };
    for (const part of parts) {
      if (part.kind === 'text') {
        const isStart = needsBreak || (text === '' && token === '');
        const words = isStart ? part.text.trimStart() : part.text;
        if (words === '') continue;
        token += needsBreak ? `\n\n${words}` : words;
        needsBreak = false;
        continue;
      }
      const passage = passageByNumber.get(part.number);
      if (passage === undefined || allowed?.has(part.number) === false) {
        token = token.replace(/[ \t]+$/, ''); // as the filter does with numbers nobody handed out
        continue;
      }
      const isNew = !citations.has(part.number);
      const claim = isNew ? claimBefore(text + token) : '';
      token += `[${part.number}]`;
      if (!isNew) continue;
      flush();
      const citation = cite(passage, claim, question);
      citations.set(part.number, citation);
      events.push({ type: 'citation', ...citation });
    }
    flush();
    return events;
  }

  return {
    push: (piece) => write(filter.push(piece)),
    endPart() {
      const events = write(filter.end());
      filter = createMarkerFilter(highest);
      needsBreak = text !== '';
      return events;
    },
    allow(numbers) {
      allowed = numbers === undefined ? undefined : new Set(numbers);
    },
    passages: () => [...passageByNumber.values()].sort((one, other) => one.number - other.number),
    text: () => text,
    citations: () => [...citations.values()].sort((one, other) => one.number - other.number),
  };
}

function cite({ number, passage, text }: NumberedPassage, claim: string, question: string): Citation {
  const range = pickQuote({ text, kind: passage.source.kind }, claim, question);
  return {
    number,
    source: passage.source,
    position: narrowPosition(passage.position, text, range),
    quote: text.slice(range.start, range.end),
    ...(passage.heading === undefined ? {} : { heading: passage.heading }),
    ...(passage.ocr === undefined ? {} : { ocr: passage.ocr }),
  };
}
