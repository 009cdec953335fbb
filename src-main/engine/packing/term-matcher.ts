/** Measures how much of a question's terms a piece of text holds. */
export interface TermMatcher {
  /** 0 to 1: the weights of the terms held over the weights of all. 0 for a question without terms. */
  coverage(terms: ReadonlySet<string>): number;
}

/** In how many pieces of text each term stands. */
export interface TermFrequency {
  readonly units: number;
  readonly of: ReadonlyMap<string, number>;
}

/** Counts terms over pieces of text, once for all matchers of these. */
export function countTerms(units: readonly ReadonlySet<string>[]): TermFrequency {
  const of = new Map<string, number>();
  for (const unit of units) for (const term of unit) of.set(term, (of.get(term) ?? 0) + 1);
  return { units: units.length, of };
}

/** An inflected or compounded form counts this much of the word itself. Guess, unmeasured. */
const RELATED_FORM = 0.7;
const SHORTEST_STEM = 4;

/**
 * Weighs each term of a question by its rarity over the pieces counted (Robertson's inverse document frequency).
 *
 * A term that none holds has the greatest weight, so a question about something else never seems answered. Terms
 * that none holds as they are match related forms ("Übung", "Übungen", "Übungsblatt"): index stems are English only.
 */
export function createTermMatcher(terms: readonly string[], { units, of: frequency }: TermFrequency): TermMatcher {
  const wanted = terms.map((term) => {
    const forms = frequency.has(term) ? [] : [...frequency.keys()].filter((other) => areRelated(term, other));
    const held = forms.reduce((sum, form) => sum + (frequency.get(form) ?? 0), frequency.get(term) ?? 0);
    const documents = Math.min(held, units);
    return { term, forms, weight: Math.log(1 + (units - documents + 0.5) / (documents + 0.5)) };
  });
  const total = wanted.reduce((sum, { weight }) => sum + weight, 0);
  return {
    coverage(held) {
      if (total === 0) return 0;
      let covered = 0;
      for (const { term, forms, weight } of wanted) {
        if (held.has(term)) covered += weight;
        else if (forms.some((form) => held.has(form))) covered += weight * RELATED_FORM;
      }
      return covered / total;
    },
  };
}

/** What questions and answers often put differently, which no stemmer brings together: English verbs, plurals, ordinals. */
const IRREGULAR = [
  ['teach', 'taught'],
  ['write', 'wrote', 'written'],
  ['choose', 'choos', 'chose', 'chosen'],
  ['begin', 'began', 'begun'],
  ['find', 'found'],
  ['hold', 'held'],
  ['keep', 'kept'],
  ['lose', 'lost'],
  ['buy', 'bought'],
  ['build', 'built'],
  ['send', 'sent'],
  ['speak', 'spoke', 'spoken'],
  ['take', 'took', 'taken'],
  ['give', 'gave', 'given'],
  ['know', 'knew', 'known'],
  ['lead', 'led'],
  ['meet', 'met'],
  ['pay', 'paid'],
  ['run', 'ran'],
  ['sell', 'sold'],
  ['win', 'won'],
  ['index', 'indic', 'indices'],
  ['matrix', 'matric', 'matrices'],
  ['vertex', 'vertic', 'vertices'],
  ['person', 'peopl', 'people'],
  ['first', '1'],
  ['second', '2'],
  ['third', '3'],
  ['fourth', '4'],
  ['fifth', '5'],
];

function areRelated(one: string, other: string): boolean {
  if (IRREGULAR.some((forms) => forms.includes(one) && forms.includes(other))) return true;
  const [shorter, longer] = one.length <= other.length ? [one, other] : [other, one];
  if (shorter.length < SHORTEST_STEM || !/^\p{L}+$/u.test(longer) || /\p{Script=Han}/u.test(longer)) return false;
  if (longer.startsWith(shorter)) return true;
  const stem = shorter.slice(0, -1); // "Abgabe" and "Abgaben" share all, "Prüfung" and "Prüfer" do not count
  return stem.length > SHORTEST_STEM && longer.startsWith(stem) && longer.length - shorter.length <= 2;
}
