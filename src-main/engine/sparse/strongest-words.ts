/**
 * The words of a vocabulary that a masked language model finds in a text, as SPLADE weighs them (Formal et al. 2021):
 * log(1 + relu(logit)), the largest over the tokens of the text.
 *
 * @param logits tokens × vocabulary, row-major
 * @returns ids of the `most` strongest words, then their weights, both 0 where there are fewer
 */
export function strongestWords(
  logits: Float32Array,
  {
    tokens,
    vocabulary,
    special,
  }: { readonly tokens: number; readonly vocabulary: number; readonly special: ReadonlySet<number> },
  most: number,
): Float32Array {
  const peaks = new Float32Array(vocabulary);
  for (let token = 0; token < tokens; token += 1) {
    const from = token * vocabulary;
    for (let word = 0; word < vocabulary; word += 1) {
      const logit = logits[from + word]!;
      if (logit > peaks[word]!) peaks[word] = logit;
    }
  }
  const found: number[] = [];
  for (const [word, peak] of peaks.entries()) if (peak > 0 && !special.has(word)) found.push(word);
  found.sort((one, other) => peaks[other]! - peaks[one]! || one - other);
  const row = new Float32Array(2 * most);
  for (const [at, word] of found.slice(0, most).entries()) {
    row[at] = word;
    row[most + at] = Math.log1p(peaks[word]!);
  }
  return row;
}
