import { editDistance } from '../../engine/text/edit-distance.ts';

/**
 * Finds the known key that an unknown one was most likely meant to be.
 *
 * Case-blind and with separators ignored, so that `answer.topk`, `answer.top_k` and `anwser.topK` all find `answer.topK`. Keys are short.
 */
export function nearestKey(unknown: string, known: readonly string[]): string | undefined {
  const wanted = plain(unknown);
  if (wanted.length > 80) return undefined; // nobody mistypes that; keeps hostile keys cheap
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const distance = editDistance(wanted, plain(candidate));
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  // A third of the length: "teperature" is close to "temperature", "foo" is close to nothing. Guess, unmeasured.
  return bestDistance <= Math.max(1, Math.floor(wanted.length / 3)) ? best : undefined;
}

function plain(key: string): string {
  return key.toLowerCase().replace(/[._\-\s]/g, '');
}
