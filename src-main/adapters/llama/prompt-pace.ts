/** How fast models read prompts, so that a prompt can be made that is read in time. */
export interface PromptPace {
  /** Tokens of a prompt that the model can be expected to read in `leftMs`; `Infinity` when there is no end. */
  promptTokens(model: string, leftMs: number): number;
  /** The model read `tokens` in `ms`. */
  learn(model: string, tokens: number, ms: number): void;
  /** It wrote `tokens` in `ms`. */
  learnWriting(model: string, tokens: number, ms: number): void;
  /** How long it takes to read and write so many tokens; `Infinity` until both were measured. */
  expectedMs(model: string, tokens: { readonly read: number; readonly write: number }): number;
  /** The model had not read `tokens` after `ms`, whatever ended it. */
  wasLate(model: string, tokens: number, ms: number): void;
}

/** Tokens a second of a model nobody has seen read: 1.5 billion parameters on a few old cores. Guess, unmeasured. */
const FIRST_RATE = 100;

/** Share of the time that is planned with; reading slows down as the context fills. Guess, unmeasured. */
const PLANNED = 0.7;

/** The rules, the question and one passage; with less an answer from the sources' own sentences is better. Guess. */
const LEAST_TOKENS = 600;

/** So few tokens say more about starting than about reading: the rest was known from the question before. */
const LEAST_TO_LEARN = 50;

export function createPromptPace(): PromptPace {
  const rates = new Map<string, number>();
  const writingRates = new Map<string, number>();
  return {
    promptTokens(model, leftMs) {
      if (leftMs === Infinity) return Infinity;
      const tokens = ((rates.get(model) ?? FIRST_RATE) * Math.max(0, leftMs) * PLANNED) / 1000;
      return Math.max(LEAST_TOKENS, Math.floor(tokens));
    },
    learn(model, tokens, ms) {
      if (tokens >= LEAST_TO_LEARN && ms > 0) rates.set(model, (tokens / ms) * 1000);
    },
    learnWriting(model, tokens, ms) {
      if (tokens > 1 && ms > 0) writingRates.set(model, (tokens / ms) * 1000);
    },
    expectedMs(model, { read, write }) {
      const [reading = 0, writing = 0] = [rates.get(model), writingRates.get(model)];
      return (read / reading + write / writing) * 1000;
    },
    wasLate(model, tokens, ms) {
      const bound = ms > 0 ? (tokens / ms) * 1000 : Infinity;
      // Slower than that, by how much is not known; one that was stopped early tells nothing.
      if (bound < (rates.get(model) ?? FIRST_RATE)) rates.set(model, bound * PLANNED);
    },
  };
}
