import { readFile, stat } from 'node:fs/promises';
import { arch, cpus, totalmem } from 'node:os';
import { basename } from 'node:path';
import * as z from 'zod';
import { writeFileAtomic } from '../../platform/atomic-file.ts';
import type { Log } from '../../platform/log.ts';
import { LADDER } from './ladder.ts';

/** Which step of the ladder worked, for each model on this machine. */
export interface ModelSteps {
  /** 0, the usual way, where nothing else is known, or not for long enough. */
  get(modelPath: string): Promise<number>;
  set(modelPath: string, step: number): Promise<void>;
}

const stepSchema = z.object({ step: z.string(), since: z.iso.datetime() });
const fileSchema = z.object({ format: z.literal(2), steps: z.record(z.string(), stepSchema) });

/** How long a step is believed: what took the memory, or the driver that crashed, may be another by then. A guess. */
const BELIEVED_MS = 24 * 3600_000;

/** Steps by name in a JSON file: a step that this version does not know is the usual one. */
export function createModelSteps(file: () => string, log: Log, now: () => Date = () => new Date()): ModelSteps {
  async function read(): Promise<z.infer<typeof fileSchema>['steps']> {
    try {
      return fileSchema.parse(JSON.parse(await readFile(file(), 'utf8'))).steps;
    } catch {
      return {}; // not there, or damaged: what works is found out again
    }
  }
  return {
    async get(modelPath) {
      const known = (await read())[await keyOf(modelPath)];
      const isOld = known !== undefined && now().getTime() - Date.parse(known.since) > BELIEVED_MS;
      const name = isOld ? undefined : known?.step;
      return Math.max(
        0,
        LADDER.findIndex((rung) => rung.name === name),
      );
    },
    async set(modelPath, step) {
      const steps = await read();
      const key = await keyOf(modelPath);
      const name = step === 0 ? undefined : LADDER[step]?.name;
      if (steps[key]?.step === name) return; // since it was first needed, so that the time for another try comes
      const { [key]: _, ...others } = steps;
      const next = name === undefined ? others : { ...others, [key]: { step: name, since: now().toISOString() } };
      await writeFileAtomic(file(), `${JSON.stringify({ format: 2, steps: next }, null, 2)}\n`).catch(
        (cause: unknown) => log.warn('How a model runs could not be written down', { cause: String(cause) }),
      );
    },
  };
}

/** Steps that are forgotten when the program ends. */
export function createForgetfulSteps(): ModelSteps {
  const steps = new Map<string, number>();
  return {
    get: async (path) => steps.get(path) ?? 0,
    set: async (path, step) => void steps.set(path, step),
  };
}

/** A model on a machine: another file, or another machine with the same folder, begins anew. */
async function keyOf(modelPath: string): Promise<string> {
  const sizeBytes = (await stat(modelPath).catch(() => undefined))?.size ?? 0;
  const memory = Math.round(totalmem() / 2 ** 30);
  return [basename(modelPath), sizeBytes, arch(), cpus()[0]?.model.trim() ?? '', `${memory} GB`].join(' | ');
}
