/**
 * Finds citation markers in text that arrives in pieces, and writes them in one form: `[1][2]`.
 *
 * One pass, one character at a time, so the result does not depend on where the pieces were cut; at most 32 characters
 * are held back. Understands `[1]`, `[1, 2]`, `[1-3]`, `[^1]` and `【1】`. Numbers nobody handed out are removed with
 * the space before them. Inside code (fences, back-ticks) brackets are code. `[0]` and `[2024]` are text.
 */

export type MarkedPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'marker'; readonly number: number };

export interface MarkerFilter {
  push(piece: string): MarkedPart[];
  /** What was still held back. */
  end(): MarkedPart[];
}

const HELD_AT_MOST = 32;
const MAYBE_MARKER = /^[[【]\^?[\d\s,;，、–-]*$/;
const MARKER_BODY = /^\^?\s*(\d{1,3}(?:\s*[-–,;，、\s]\s*\d{1,3})*)\s*$/;

/** A longer range is no citation, and no passage list is that long. */
const WIDEST_RANGE = 10;

/** @param count passages that were numbered, from 1 */
export function createMarkerFilter(count: number): MarkerFilter {
  const code = createCodeTracker();
  let parts: MarkedPart[] = [];
  let text = '';
  let held = '';
  let spaces = '';

  const flushText = (): void => {
    if (text !== '') parts.push({ kind: 'text', text });
    text = '';
  };
  const write = (more: string): void => {
    text += spaces + more;
    spaces = '';
  };

  function closeMarker(body: string, whole: string): void {
    code.see(']'); // the line is no longer blank
    const numbers = readNumbers(body);
    if (numbers === undefined) {
      write(whole);
      return;
    }
    const known = numbers.filter((number) => number <= count);
    if (known.length === 0) spaces = '';
    else write('');
    flushText();
    for (const number of known) parts.push({ kind: 'marker', number });
  }

  function take(character: string): void {
    if (held !== '') {
      if (character === ']' || character === '】') {
        const whole = held + character;
        held = '';
        closeMarker(whole.slice(1, -1), whole);
        return;
      }
      if (held.length < HELD_AT_MOST && MAYBE_MARKER.test(held + character)) {
        held += character;
        return;
      }
      const abandoned = held;
      held = '';
      write(abandoned.charAt(0));
      code.see(abandoned.charAt(0));
      for (const again of abandoned.slice(1)) take(again);
    }
    const isCode = code.see(character);
    if (!isCode && (character === '[' || character === '【')) held = character;
    else if (character === ' ' || character === '\t') spaces += character;
    else write(character);
  }

  const drain = (): MarkedPart[] => {
    flushText();
    const out = parts;
    parts = [];
    return out;
  };
  return {
    push(piece) {
      for (const character of piece) take(character);
      return drain();
    },
    end() {
      const rest = held;
      held = '';
      if (rest !== '' || spaces !== '') write(rest);
      return drain();
    },
  };
}

/** The distinct numbers of a marker in order; undefined when it is none. */
function readNumbers(body: string): number[] | undefined {
  const list = MARKER_BODY.exec(body)?.[1];
  if (list === undefined) return undefined;
  const numbers = new Set<number>();
  for (const item of list.split(/\s*[,;，、]\s*/)) {
    for (const [, first = '', last = first] of item.matchAll(/(\d+)(?:\s*[-–]\s*(\d+))?/g)) {
      const from = Number(first);
      const to = Math.min(Number(last), from + WIDEST_RANGE);
      for (let number = from; number <= to; number++) numbers.add(number);
      numbers.add(from);
    }
  }
  return numbers.has(0) ? undefined : [...numbers];
}

/** Knows, character by character, whether Markdown shows what comes as code. */
function createCodeTracker(): { see(character: string): boolean } {
  let open = 0; // back-ticks that opened the code under way
  let isFence = false;
  let ticks = 0;
  let isLineBlank = true;

  function endRun(): void {
    if (open === 0) {
      open = ticks;
      isFence = ticks >= 3 && isLineBlank;
    } else if (isFence ? ticks >= open && isLineBlank : ticks === open) {
      open = 0;
      isFence = false;
    }
    ticks = 0;
    isLineBlank = false;
  }
  return {
    see(character) {
      if (character === '`') {
        ticks++;
        return true;
      }
      if (ticks > 0) endRun();
      if (character === '\n') {
        if (!isFence) open = 0; // a lone back-tick does not turn the rest of the answer into code
        isLineBlank = true;
      } else if (character !== ' ') isLineBlank = false;
      return open > 0;
    },
  };
}
