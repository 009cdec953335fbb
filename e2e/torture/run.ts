/**
 * `npm run torture`: tries to lose a document, and fails when it can; `--help` names the options and the trials.
 *
 * Prints a table of what ran and how it ended. The exit code is 1 when anything was violated, 2 when the options are wrong.
 */
import { parseArgs } from 'node:util';
import { TRIALS } from './trials.ts';

const HELP = `Usage: npm run torture -- [options]

Tries to lose a document. The exit code is 1 when anything was violated.

  --seed N           which random numbers are drawn (1)
  --scale S          how much of the goals is tried (1: all of it)
  --minutes M        ends after so many minutes, which the trials share (0: when all is tried)
  --only NAME,NAME   these trials alone
  --help             prints this

Trials, and how often each is tried:
${TRIALS.map(({ name, goal, about }) => `  ${name.padEnd(14)} ${String(goal).padStart(6)}  ${about}`).join('\n')}
`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      scale: { type: 'string', default: '1' },
      minutes: { type: 'string', default: '0' },
      only: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  });
  const [seed, scale, minutes] = [Number(values.seed), Number(values.scale), Number(values.minutes)];
  if (![seed, scale, minutes].every(Number.isFinite)) throw new Error('--seed, --scale and --minutes take numbers.');
  const wanted = values.only.split(',').filter((name) => name !== '');
  const unknown = wanted.find((wish) => TRIALS.every(({ name }) => name !== wish));
  if (unknown !== undefined) throw new Error(`There is no trial "${unknown}".`);
  const chosen = TRIALS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  return { seed, scale, minutes, chosen, help: values.help };
}

async function main({ seed, scale, minutes, chosen }: ReturnType<typeof readOptions>): Promise<void> {
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
}

let options: ReturnType<typeof readOptions> | undefined;
try {
  options = readOptions();
} catch (thrown) {
  console.error(`${(thrown as Error).message}\n--help names what there is.`);
  process.exitCode = 2;
}
if (options?.help === true) process.stdout.write(HELP);
else if (options !== undefined) await main(options);
