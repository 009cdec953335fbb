import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { Failure } from '../../../src-contract/failure.ts';
import { remoteBackendSchema } from '../../../src-contract/remote.ts';
import { errorCode, writeFileAtomic } from '../../platform/atomic-file.ts';
import type { RemotesFile } from '../../services/remote/ports.ts';
import { fileFailure } from './file-failure.ts';

const contentSchema = z.strictObject({ format: z.literal(1), backends: z.array(remoteBackendSchema) });

/** The list of remote backends as JSON; keys are not part of it. */
export function createRemotesFile(path: string): RemotesFile {
  return {
    async read() {
      let text: string;
      try {
        text = await readFile(path, 'utf8');
      } catch (thrown) {
        if (errorCode(thrown) === 'ENOENT') return [];
        throw fileFailure('read the list of remote backends', path, thrown);
      }
      const parsed = contentSchema.safeParse(jsonOf(text));
      if (parsed.success) return parsed.data.backends;
      throw new Failure(
        'corrupt',
        `The list of remote backends in ${path} cannot be read. Mend it, or remove the file.`,
        {
          reason: 'remote/list',
          cause: parsed.error,
        },
      );
    },
    write: (backends) =>
      writeFileAtomic(path, `${JSON.stringify({ format: 1, backends }, null, 2)}\n`, { mode: 0o600 }),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema refuses it
  }
}
