import { setImmediate } from 'node:timers/promises';

/** The middle and the slow end of a sample. */
export interface Quantiles {
  readonly p50: number;
  readonly p95: number;
}

/** One line of the report: our numbers and those of the peers, measured in the same run on the same data. */
export interface Measurement {
  readonly name: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly ours: Quantiles;
  readonly peers: Readonly<Record<string, Quantiles>>;
  readonly goal: Goal | null;
  /** Whether ours reaches the goal in every part that was measured; null without a goal. */
  readonly met: boolean | null;
  /** What a reader must know to judge the numbers. */
  readonly notes?: readonly string[];
  /** Further numbers by engine, such as build time or recall. */
  readonly details?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** What a number should reach, in the unit of its measurement; set by the project before measuring. */
export interface Goal {
  readonly p50?: number;
  readonly p95?: number;
  /** Share of the true answers found. */
  readonly recall?: number;
  /** How many times better than each peer whose name begins so, by the median. */
  readonly timesPeer?: Readonly<Record<string, number>>;
}

/** Judges a measurement by its goal. A peer that is absent says nothing. */
export function judge(
  measured: Omit<Measurement, 'goal' | 'met'>,
  goal: Goal | null,
  recall = Number.NaN,
): Measurement {
  if (goal === null) return { ...measured, goal, met: null };
  const { ours, peers, better } = measured;
  const reaches = (value: number, wanted: number | undefined) =>
    wanted === undefined || (better === 'lower' ? value <= wanted : value >= wanted);
  const beats = Object.entries(goal.timesPeer ?? {}).every(([peer, times]) =>
    Object.entries(peers)
      .filter(([name]) => name.startsWith(peer))
      .every(([, { p50 }]) => (better === 'lower' ? p50 / ours.p50 : ours.p50 / p50) >= times),
  );
  const met =
    reaches(ours.p50, goal.p50) &&
    reaches(ours.p95, goal.p95) &&
    (goal.recall === undefined || recall >= goal.recall) &&
    beats;
  return { ...measured, goal, met };
}

/** An engine that answers question number `at` with the ids it found. */
export interface Contender {
  readonly name: string;
  /** Seconds it took to become ready, for the report. */
  readonly buildSeconds: number;
  readonly answer: (at: number) => readonly number[] | Promise<readonly number[]>;
  readonly close?: () => void | Promise<void>;
  /** Further numbers for the report, asked for after the last answer. */
  readonly facts?: () => Readonly<Record<string, number>>;
}

/** Questions a contender answers at most, and for how long. */
export interface Effort {
  readonly rounds: number;
  readonly budgetMs: number;
}

/** Questions answered before the clock counts: code is compiled and caches are warm. */
const WARM_UP = 20;

/** Questions for a comparison: those that count, and others for warming up, so that no answer is known already. */
export function questionsFor(all: readonly string[], { rounds }: Effort): (at: number) => string {
  const questions = all.slice(0, rounds + WARM_UP);
  return (at) => questions[at % questions.length] ?? '';
}

/** Lets ours and the peers answer the same questions, one after the other; closes them. */
export async function compare(
  ours: Contender,
  peers: readonly Contender[],
  effort: Effort,
): Promise<Pick<Measurement, 'ours' | 'peers' | 'details'>> {
  const measured: Record<string, Quantiles> = {};
  const details: Record<string, Record<string, number>> = {};
  for (const contender of [ours, ...peers]) {
    measured[contender.name] = await timeAnswers(contender, effort);
    details[contender.name] = { buildSeconds: round(contender.buildSeconds), ...contender.facts?.() };
    await contender.close?.();
  }
  const { [ours.name]: mine, ...others } = measured;
  return { ours: mine ?? quantiles([]), peers: others, details };
}

/** Time of each answer in milliseconds: up to `rounds` questions, or as many as fit the budget (at least ten). */
async function timeAnswers(contender: Contender, { rounds, budgetMs }: Effort): Promise<Quantiles> {
  // Questions come from outside: without a turn of the event loop between them their times would add up to one pause.
  for (let at = 0; at < Math.min(WARM_UP, rounds); at += 1) {
    await contender.answer(rounds + at);
    await setImmediate();
  }
  const times: number[] = [];
  const started = performance.now();
  for (let at = 0; at < rounds; at += 1) {
    const before = performance.now();
    await contender.answer(at);
    times.push(performance.now() - before);
    await setImmediate();
    if (times.length >= 10 && performance.now() - started > budgetMs) break;
  }
  return quantiles(times);
}

/** Nearest-rank quantiles. */
export function quantiles(sample: readonly number[]): Quantiles {
  const sorted = [...sample].sort((one, other) => one - other);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { p50: round(rank(0.5)), p95: round(rank(0.95)) };
}

/** Seconds that `work` takes, and its result. */
export async function timed<Result>(
  work: () => Result | Promise<Result>,
): Promise<{ result: Result; seconds: number }> {
  const before = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - before) / 1000 };
}

/** Three significant digits: more would be noise. */
export function round(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(3)) : value;
}
