import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { seeded } from '../../src-main/testing/seeded.ts';
import { aLife, copyOfLife, examine, type Life, live, type Surgery, withSurgery, writeDocuments } from './life.ts';
import { type FileOperation, STEPS, type Step } from './session-lines.ts';
import { below, createTally, inScratch, type Outcome, shuffled, type TrialOptions } from './trial.ts';

/** Kills of one library before a fresh one is taken: damage must not only be survived once. A guess. */
const KILLS_OF_A_LIFE = 12;
/** Kills between two full examinations; each opening in between compares what is there with what was acknowledged. */
const KILLS_UNEXAMINED = 6;
/** How far into a session a kill comes, cumulated, by step; opening, which mends what the kill before left, is step 0. */
const DEPTHS = [0.25, 0.85, 0.96, 1];
/** Sessions that erase and are killed while they close, when the catalog is written anew. */
const CLOSINGS = 0.1;
/** Of the usual time of a step; above one, so that its very end is met too. */
const REACH = 1.2;
/** Crashes at operations between two full examinations. */
const CRASHES_UNEXAMINED = 4;
/** Before a step was seen to end: a guess. */
const UNKNOWN_MS = 200;
const WRITES: ReadonlySet<string> = new Set(['write', 'writeFile', 'appendFile', 'writeFileSync', 'appendFileSync']);

/** SIGKILL at random moments of opening, ingesting, publishing, deleting, purging, backing up and repairing. */
export function killAtRandom({ seed, count, until }: TrialOptions): Promise<Outcome> {
  const random = seeded(seed);
  const tally = createTally();
  return inScratch((folder) =>
    withSurgery(tally, async (surgery) => {
      const usualMs = new Map<string, number>();
      for (let number = 0; tally.ran() < count && performance.now() < until; number++) {
        const life = await aLife(join(folder, String(number)));
        let kills = 0;
        while (kills < KILLS_OF_A_LIFE && tally.ran() < count && performance.now() < until) {
          const what = `seed ${seed}, library ${number}, session ${life.round}`;
          const session = await killOnce(life, surgery, { random, usualMs, what });
          if (session.wasKilled) tally.end(`in ${session.step}`);
          if (session.wasKilled && ++kills % KILLS_UNEXAMINED === 0) await examine(life, surgery, what);
        }
        if (kills % KILLS_UNEXAMINED !== 0) await examine(life, surgery, `seed ${seed}, library ${number}, at its end`);
        await rm(life.folder, { recursive: true });
      }
      return tally.outcome();
    }),
  );
}

/** One session from a random step on, killed at a random moment; `usualMs` learns how long steps take just now. */
async function killOnce(
  life: Life,
  surgery: Surgery,
  how: { readonly random: () => number; readonly usualMs: Map<string, number>; readonly what: string },
) {
  const { random, usualMs, what } = how;
  const first = below(random, STEPS.length);
  const isClosing = random() < CLOSINGS;
  const steps: readonly Step[] = isClosing ? ['erase'] : [...STEPS.slice(first), ...STEPS.slice(0, first)];
  const drawn = random();
  const step = isClosing ? 2 : DEPTHS.findIndex((limit) => drawn < limit);
  const within = step === 0 ? 'open' : (steps[step - 1] ?? 'close');
  const afterMs = random() * REACH * (usualMs.get(within) ?? UNKNOWN_MS);
  const session = await live(life, surgery, { steps, end: { step, afterMs }, what });
  for (const [name, ms] of session.stepMs) usualMs.set(name, ((usualMs.get(name) ?? ms) + ms) / 2);
  return session;
}

/** A file operation of a session that takes one step alone, and how it shall be interrupted. */
interface Plan extends FileOperation {
  readonly step: Step;
  readonly variant: string;
}

/**
 * Every operation on files that opening, a step and closing make × before, torn, after.
 *
 * Every plan starts from a copy of one library that was killed while reading; the sessions after it crash at random
 * plans, so that mending is interrupted too. They come in random order; after the last one it begins again with another library.
 */
export function crashAtEachOperation({ seed, count, until }: TrialOptions): Promise<Outcome> {
  const random = seeded(seed);
  const tally = createTally();
  return inScratch((folder) =>
    withSurgery(tally, async (surgery) => {
      const place = join(folder, 'now');
      while (tally.ran() < count && performance.now() < until) {
        const base = await aKilledLife(folder, surgery);
        const plans = await listPlans(base, place, surgery);
        if (plans.length === 0) throw new Error('No operation was counted');
        for (const first of shuffled(plans, random)) {
          if (tally.ran() >= count || performance.now() >= until) break;
          const life = await copyOfLife(base, place);
          const told: string[] = [];
          for (let crash = 0; crash < CRASHES_UNEXAMINED; crash++) {
            const plan = crash === 0 ? first : plans[below(random, plans.length)];
            if (plan !== undefined) told.push(await crashOnce(life, surgery, plan));
          }
          await examine(life, surgery, told.join(', then '));
        }
        await rm(base.folder, { recursive: true });
      }
      return tally.outcome();
    }),
  );
}

/** Answers what was tried, for the sentence of a violation. */
async function crashOnce(life: Life, surgery: Surgery, plan: Plan): Promise<string> {
  const { step, thread, number, name, variant } = plan;
  const what = `${step}: ${thread} operation ${number} (${name}), ${variant}`;
  const session = await live(life, surgery, { steps: [step], end: { plan: `${thread}:${number}:${variant}` }, what });
  const at = session.crashedAt;
  if (session.wasKilled && at !== undefined) {
    const isWrite = WRITES.has(at);
    surgery.tally.end(`${variant === 'torn' && !isWrite ? 'after' : variant} ${isWrite ? 'write' : at}`);
  }
  return what;
}

/** A library in which everything but deleting was done once, killed while it read documents that were new. */
async function aKilledLife(folder: string, surgery: Surgery): Promise<Life> {
  const place = join(folder, 'now');
  await rm(place, { recursive: true, force: true });
  const life = await aLife(place);
  const first = await live(life, surgery, { steps: STEPS.filter((name) => name !== 'delete'), what: 'the base' });
  await writeDocuments(life, 100, 108);
  const afterMs = (first.stepMs.get('folder') ?? UNKNOWN_MS) / 2;
  await live(life, surgery, { steps: ['folder'], end: { step: 1, afterMs }, what: 'the kill of the base' });
  return copyOfLife(life, join(folder, 'base'));
}

async function listPlans(base: Life, place: string, surgery: Surgery): Promise<Plan[]> {
  const plans: Plan[] = [];
  for (const step of STEPS) {
    const life = await copyOfLife(base, place);
    const { operations } = await live(life, surgery, { steps: [step], end: { plan: 'count' }, what: 'counting' });
    for (const operation of operations) {
      const variants = WRITES.has(operation.name) ? ['before', 'torn', 'after'] : ['before', 'after'];
      plans.push(...variants.map((variant) => ({ ...operation, step, variant })));
    }
  }
  return plans;
}
