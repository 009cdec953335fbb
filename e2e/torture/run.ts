/**
 * `npm run torture`: tries to lose a document, and fails when it can.
 *
 * `--seed N` (1), `--scale S` (1: the goals in full), `--minutes M` (no limit), `--only name,name`. Prints a table of
 * what ran and how it ended; the exit code is 1 when anything was violated.
 */
import { parseArgs } from 'node:util';
import { TRIALS } from './trials.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    scale: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '0' },
    only: { type: 'string', default: '' },
  },
});
const [seed, scale, minutes] = [Number(values.seed), Number(values.scale), Number(values.minutes)];
if (![seed, scale, minutes].every(Number.isFinite)) throw new Error('--seed, --scale and --minutes take numbers');
const wanted = values.only === '' ? undefined : new Set(values.only.split(','));
const chosen = TRIALS.filter(({ name }) => wanted?.has(name) ?? true);
if (chosen.length === 0) throw new Error(`There are: ${TRIALS.map(({ name }) => name).join(', ')}`);

const end = minutes === 0 ? Number.POSITIVE_INFINITY : performance.now() + minutes * 60_000;
let violated = 0;
console.log('| trial | goal | ran | how they ended | violations | seconds |\n|---|---:|---:|---|---:|---:|');
let shares = chosen.reduce((sum, { share }) => sum + share, 0);
for (const { name, goal, share, run } of chosen) {
  const started = performance.now();
  const until = end === Number.POSITIVE_INFINITY ? end : started + ((end - started) * share) / shares;
  shares -= share;
  const { ran, ends, violations } = await run({ seed, count: Math.max(1, Math.round(goal * scale)), until });
  const ended = Object.entries(ends).map(([how, count]) => `${how} ${count}`);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`| ${name} | ${goal} | ${ran} | ${ended.join(', ')} | ${violations.length} | ${seconds} |`);
  for (const violation of violations.slice(0, 20)) console.error(`VIOLATION ${name}: ${violation}`);
  violated += violations.length;
}
process.exitCode = violated === 0 ? 0 : 1;
