/**
 * Loaded with `--import` before a victim: ends the process at one of its own file operations.
 *
 * `CARREL_TEST_CRASH=<thread>:<number>:<variant>`; variants are `before`, `torn` (half of the bytes, then the end) and
 * `after`. `CARREL_TEST_CRASH=count` prints the operations instead. What the database does inside is not seen here; the
 * random kills are for that. SIGKILL keeps what the system has been given: the loss of power is not tried.
 */
import fs, { writeSync } from 'node:fs';
import fsp, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const plan = process.env.CARREL_TEST_CRASH ?? '';
const thread = isMainThread ? 'main' : 'worker';
const [plannedThread = '', plannedNumber = '', variant = ''] = plan.split(':');
let count = 0;

/** Stands before functions of all shapes and hands everything through. */
type Operation = (this: unknown, ...args: unknown[]) => unknown;

const die = (): never => {
  process.kill(process.pid, 'SIGKILL');
  for (;;); // the signal comes between two instructions
};

/** Counts one operation; the answer says whether it is the planned one. */
function isPlanned(name: string): boolean {
  count++;
  if (plan === 'count') writeSync(1, `${JSON.stringify({ type: 'operation', thread, number: count, name })}\n`);
  return plannedThread === thread && Number(plannedNumber) === count;
}

function wrap(owner: object, name: string, data?: number): void {
  const holder = owner as Record<string, Operation>;
  const original = holder[name];
  if (original === undefined) throw new Error(`There is no ${name}`);
  holder[name] = function wrapped(this: unknown, ...args) {
    if (!isPlanned(name)) return original.apply(this, args);
    writeSync(1, `${JSON.stringify({ type: 'crashing', name })}\n`);
    if (variant === 'before') die();
    if (variant === 'torn' && data !== undefined) {
      const whole = args[data];
      if (typeof whole === 'string' || whole instanceof Uint8Array) args[data] = whole.slice(0, whole.length >> 1);
    }
    const result = original.apply(this, args);
    if (result instanceof Promise) return result.then(die, die);
    return die();
  };
}

const handle: FileHandle = await fsp.open(process.execPath, 'r');
const prototype = Object.getPrototypeOf(handle) as object;
await handle.close();

if (plan !== '') {
  for (const name of ['write', 'writeFile', 'appendFile']) wrap(prototype, name, 0);
  for (const name of ['sync', 'datasync', 'truncate']) wrap(prototype, name);
  wrap(fsp, 'writeFile', 1);
  for (const name of ['rename', 'rm', 'rmdir', 'mkdir', 'mkdtemp', 'link', 'unlink', 'utimes']) wrap(fsp, name);
  for (const name of ['writeFileSync', 'appendFileSync']) wrap(fs, name, 1);
  for (const name of ['renameSync', 'rmSync', 'mkdirSync']) wrap(fs, name);
  syncBuiltinESMExports();
}
