import type { AnswerResult } from '../../src-contract/answer.ts';
import type { InferenceReply, InferenceRequest } from '../../src-main/adapters/llama/inference-messages.ts';
import type { ChildHandle, ChildLauncher } from '../../src-main/platform/child-process.ts';
import { forkChild } from '../../src-main/platform/fork-child.ts';
import { seeded } from '../../src-main/testing/seeded.ts';
import { type AskedProgram, openAskedProgram, QUESTIONS } from './asked-program.ts';
import { below, createTally, inScratch, type Outcome, type Tally, type TrialOptions } from './trial.ts';

const SIGNALS = ['SIGABRT', 'SIGSEGV', 'SIGKILL', 'SIGBUS', 'SIGILL'] as const;

/** What the model's process is doing. */
type Moment = 'loading' | 'loaded' | 'reading' | 'writing';

/** When to end the process: so long after a moment began, so many times while one question is answered. */
interface Plan {
  readonly name: string;
  readonly moment: Moment;
  /** For `writing`: after so many pieces of text. */
  readonly pieces: number;
  readonly afterMs: number;
  readonly times: number;
  readonly signal: NodeJS.Signals;
}

/**
 * A kill comes within so many milliseconds of a moment; each moment lasts at least that on two old cores.
 *
 * A start of the process and its libraries takes most.
 */
const KILL_WITHIN_MS: Readonly<Record<Moment, number>> = { loading: 800, loaded: 0, reading: 300, writing: 5 };

/** Each in turn, so that a short run has every kind. More loads than the ladder has steps is each of them. */
const KINDS: readonly Pick<Plan, 'name' | 'moment' | 'times'>[] = [
  { name: 'writing', moment: 'writing', times: 1 },
  { name: 'two loads', moment: 'loading', times: 2 },
  { name: 'reading', moment: 'reading', times: 1 },
  { name: 'loading', moment: 'loading', times: 1 },
  { name: 'every load', moment: 'loading', times: 99 },
  { name: 'between tokens', moment: 'writing', times: 1 },
  { name: 'loaded', moment: 'loaded', times: 1 },
];

/**
 * Ends the model's process by a signal while the program answers: loading, reading, between tokens, once or at every load.
 *
 * This process is the program: if one of the aborts reached it, the trial itself would be gone. Each question must be
 * answered and say what it went without, and the next one must be written by the model.
 */
export function abortInference({ seed, count, until }: TrialOptions): Promise<Outcome> {
  return inScratch(async (folder) => {
    const random = seeded(seed);
    const tally = createTally();
    const victim = watchInference();
    const program = await openAskedProgram(folder, victim.launcher);
    try {
      while (tally.ran() < count && performance.now() < until) {
        const plan = drawPlan(tally.ran(), random);
        const question = QUESTIONS[below(random, QUESTIONS.length)] ?? '';
        tally.end(await abortOnce({ program, victim, tally }, plan, question));
      }
    } finally {
      await program.close();
    }
    for (const pid of victim.pids()) if (isAlive(pid)) tally.violate(`process ${pid} is left behind`);
    const { ran, ends, violations } = tally.outcome();
    return { ran, ends: { ...ends, 'processes ended': victim.ended() }, violations };
  });
}

function drawPlan(at: number, random: () => number): Plan {
  const kind = KINDS[at % KINDS.length] ?? KINDS[0]!;
  return {
    ...kind,
    pieces: kind.name === 'between tokens' ? 2 + below(random, 20) : 1,
    afterMs: below(random, KILL_WITHIN_MS[kind.moment] + 1),
    signal: SIGNALS[below(random, SIGNALS.length)] ?? 'SIGABRT',
  };
}

interface Trial {
  readonly program: AskedProgram;
  readonly victim: Victim;
  readonly tally: Tally;
}

async function abortOnce({ program, victim, tally }: Trial, plan: Plan, question: string): Promise<string> {
  const violate = (sentence: string): void =>
    tally.violate(`${tally.ran()}, ${plan.signal} ${plan.afterMs} ms into ${plan.name}: ${sentence}`);
  if (plan.moment === 'loading' || plan.moment === 'loaded') await victim.unload();
  victim.plan(plan);
  let streamed = '';
  const answered = await program
    .ask(question, (event) => {
      if (event.type === 'token') streamed += event.text;
    })
    .catch((thrown: unknown) => violate(`the question is not answered: ${thrown}`));
  const times = victim.disarm();
  if (answered === undefined) return `${plan.name}: nothing`;
  if (answered.answer !== streamed) violate('what was shown while it was written is not what was kept');
  const how = judge(answered, times, violate);

  const next = await program
    .ask(question)
    .catch((thrown: unknown) => violate(`the next question is not answered: ${thrown}`));
  const codes = next?.limits.map(({ code }) => code) ?? [];
  const isLate = codes.includes('model-late'); // a machine with other work; the budget is kept by quotes
  if (next !== undefined && next.generator.kind !== 'gguf' && !isLate)
    violate(`the next answer is ${codes.join(', ')}`);
  return `${plan.name}: ${how}${isLate ? ', next by quotes in time' : ''}`;
}

/** How an answer ended whose writer was ended `times` times. */
function judge({ answer, citations, generator, limits }: AnswerResult, times: number, violate: (what: string) => void) {
  const codes = limits.map(({ code }) => code);
  if (answer.trim() === '') violate('the answer is empty');
  if (generator.kind === 'gguf') return times === 0 ? 'written before it came' : 'loaded again and written';
  if (citations.length === 0) violate('the quotes name no source');
  const why = codes.find((code) =>
    ['model-crashed', 'model-late', 'model-context', 'no-model', 'model-slow'].includes(code),
  );
  if (why === undefined) violate(`nothing says that the model did not write: ${codes.join(', ')}`);
  const isPartly = citations.length > 0 && answer.includes('\n\n');
  return `${isPartly ? 'part, then ' : ''}quotes (${why})`;
}

/** The inference process of a program, and the means to end it. */
interface Victim {
  readonly launcher: ChildLauncher;
  plan(plan: Plan): void;
  /** @returns how often the process was ended for the plan */
  disarm(): number;
  /** Ends what is loaded, so that the next question begins with a load. */
  unload(): Promise<void>;
  pids(): readonly number[];
  ended(): number;
}

function watchInference(): Victim {
  const pids: number[] = [];
  let current: ChildHandle | undefined;
  let armed: Plan | undefined;
  let times = 0;
  let all = 0;
  let pieces = 0;

  function end(child: ChildHandle, signal: NodeJS.Signals): boolean {
    if (child.pid === undefined || child !== current || !isAlive(child.pid)) return false;
    all += 1;
    return process.kill(child.pid, signal);
  }

  function reached(moment: Moment, child: ChildHandle): void {
    if (moment === 'loading') pieces = 0;
    if (moment === 'writing') pieces += 1;
    const plan = armed;
    if (plan === undefined || plan.moment !== moment || times >= plan.times) return;
    if (moment === 'writing' && pieces !== plan.pieces) return;
    setTimeout(() => {
      if (armed === plan && end(child, plan.signal)) times += 1;
    }, plan.afterMs);
  }

  return {
    launcher: {
      launch(entry, options) {
        const child = forkChild.launch(entry, options);
        if (options?.name !== 'Carrel inference') return child;
        current = child;
        if (child.pid !== undefined) pids.push(child.pid);
        child.onExit(() => {
          if (current === child) current = undefined;
        });
        child.onMessage((message) => {
          const { kind } = message as InferenceReply;
          if (kind === 'loaded') reached('loaded', child);
          if (kind === 'text') reached('writing', child);
        });
        return {
          ...child,
          send(message) {
            child.send(message);
            const { kind } = message as InferenceRequest;
            if (kind === 'load') reached('loading', child);
            if (kind === 'generate') {
              pieces = 0;
              reached('reading', child);
            }
          },
        };
      },
    },
    plan(plan) {
      armed = plan;
      times = 0;
    },
    disarm() {
      armed = undefined;
      return times;
    },
    async unload() {
      const child = current;
      if (child === undefined) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      child.onExit(() => resolve());
      end(child, 'SIGKILL');
      await promise;
    },
    pids: () => pids,
    ended: () => all,
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // ESRCH: it is gone
  }
}
