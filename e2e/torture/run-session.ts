import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { BuiltPrograms } from './built.ts';
import type { FileOperation, SessionLine, SessionWork } from './session-lines.ts';
import { HANG_MS } from './trial.ts';

/** How a session shall end before its time. */
export type SessionEnd =
  /** Killed `afterMs` after the beginning of its step number `step`; step 0 is opening. */
  | { readonly step: number; readonly afterMs: number }
  /** By itself at a file operation, see crash-at.ts. `count` only counts them. */
  | { readonly plan: string };

/** How a session went. */
export interface SessionReport {
  readonly wasKilled: boolean;
  readonly hung: boolean;
  /** The step that it was in when it ended. */
  readonly step: string;
  readonly errors: string;
  readonly operations: readonly FileOperation[];
  /** The operation at which it ended itself. */
  readonly crashedAt: string | undefined;
  /** Of the steps that ended. */
  readonly stepMs: ReadonlyMap<string, number>;
}

/** Runs a session in a process of its own; `hear` is given each line of it. */
export function runSession(
  work: SessionWork,
  how: { readonly built: BuiltPrograms; readonly end?: SessionEnd; readonly hear: (line: SessionLine) => void },
): Promise<SessionReport> {
  const { built, end, hear } = how;
  const plan = end !== undefined && 'plan' in end ? end.plan : undefined;
  const args = plan === undefined ? [] : ['--import', built.crashAt];
  const child = spawn(process.execPath, [...args, built.session, JSON.stringify(work)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...built.environment, ...(plan === undefined ? {} : { CARREL_TEST_CRASH: plan }) },
  });
  const operations: FileOperation[] = [];
  const stepMs = new Map<string, number>();
  let [steps, step, errors, hung] = [0, 'start', '', false];
  let crashedAt: string | undefined;
  let began = performance.now();
  const limit = setTimeout(() => {
    hung = child.kill('SIGKILL');
  }, HANG_MS);

  function enter(name: string): void {
    stepMs.set(step, performance.now() - began);
    [step, began] = [name, performance.now()];
    if (end !== undefined && 'step' in end && end.step === steps) setTimeout(() => child.kill('SIGKILL'), end.afterMs);
    steps++;
  }

  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  createInterface({ input: child.stdout }).on('line', (text) => {
    if (!text.endsWith('}')) return; // the kill came within a line
    const line = JSON.parse(text) as SessionLine;
    if (line.type === 'step') enter(line.name);
    else if (line.type === 'done') stepMs.set(step, performance.now() - began);
    else if (line.type === 'operation') operations.push(line);
    else if (line.type === 'crashing') crashedAt = line.name;
    hear(line);
  });
  return new Promise((resolve) => {
    child.once('close', (_code, signal) => {
      clearTimeout(limit);
      resolve({ wasKilled: signal === 'SIGKILL', hung, step, errors, operations, crashedAt, stepMs });
    });
  });
}
