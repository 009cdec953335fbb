/** A passage measured for packing: its label and its text, cut into pieces that together are the whole text. */
export interface MeasuredPassage {
  readonly number: number;
  /** Tokens of what frames the passage in the prompt. */
  readonly labelTokens: number;
  readonly pieces: readonly { readonly text: string; readonly tokens: number }[];
}

export interface PackedPassages {
  readonly passages: readonly { readonly number: number; readonly text: string }[];
  readonly tokens: number;
  /** Whether a passage was shortened or left out. */
  readonly isTrimmed: boolean;
}

/**
 * Takes passages, best first, as long as they fit into `budgetTokens`; the one that does not is cut after a piece.
 *
 * A passage whose first piece alone is too long is left out and the next one tried, so one unbroken line of data does
 * not keep the rest away. Numbers stay, so citations mean the same passage whatever fits.
 */
export function packPassages(passages: readonly MeasuredPassage[], budgetTokens: number): PackedPassages {
  const packed: { number: number; text: string }[] = [];
  let left = budgetTokens;
  let isTrimmed = false;
  for (const passage of passages) {
    let cost = passage.labelTokens;
    let taken = 0;
    for (const piece of passage.pieces) {
      if (cost + piece.tokens > left) break;
      cost += piece.tokens;
      taken++;
    }
    if (taken < passage.pieces.length) isTrimmed = true;
    if (taken === 0) continue;
    left -= cost;
    const text = passage.pieces
      .slice(0, taken)
      .map((piece) => piece.text)
      .join('');
    packed.push({ number: passage.number, text });
  }
  return { passages: packed, tokens: budgetTokens - left, isTrimmed };
}
