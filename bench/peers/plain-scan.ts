/** The nearest rows by a plain loop over float32 rows: what a program writes before it looks for something faster. */
export function plainScan(vectors: Float32Array, dimensions: number, query: Float32Array, k: number): number[] {
  const rows = vectors.length / dimensions;
  const best: { row: number; score: number }[] = [];
  let worst = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < rows; row += 1) {
    const from = row * dimensions;
    let score = 0;
    for (let column = 0; column < dimensions; column += 1) score += vectors[from + column]! * query[column]!;
    if (best.length === k && score <= worst) continue;
    if (best.length === k) best.pop();
    let at = best.length;
    while (at > 0 && best[at - 1]!.score < score) at -= 1;
    best.splice(at, 0, { row, score });
    worst = best[best.length - 1]!.score;
  }
  return best.map((hit) => hit.row);
}
