import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Failure } from '../../../src-contract/failure.ts';
import { errorCode } from '../../platform/atomic-file.ts';
import type { SourceFiles } from '../../services/library/ports.ts';
import { siftFiles } from './sift-files.ts';
import { walkFiles } from './walk-files.ts';

/** The user's files on disk. */
export function createSourceFiles(): SourceFiles {
  return {
    async find(path) {
      try {
        const state = await stat(path);
        return {
          kind: state.isFile() ? 'file' : state.isDirectory() ? 'folder' : 'other',
          sizeBytes: state.size,
          modifiedAt: new Date(Math.floor(state.mtimeMs)),
        };
      } catch (thrown) {
        if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(errorCode(thrown) ?? '')) return undefined;
        throw unreadable(path, thrown);
      }
    },
    async assertListable(folder) {
      try {
        const handle = await opendir(folder);
        await handle.close();
      } catch (thrown) {
        throw unreadable(folder, thrown);
      }
    },
    async hash(path, signal) {
      const hash = createHash('sha256');
      try {
        await pipeline(createReadStream(path), hash, { signal });
      } catch (thrown) {
        signal.throwIfAborted();
        throw unreadable(path, thrown);
      }
      return hash.digest('hex');
    },
    walk: walkFiles,
    sift: siftFiles,
  };
}

function unreadable(path: string, cause: unknown): Failure {
  const code = errorCode(cause);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new Failure('not-found', `${path} is gone. Add it again when it is back.`, {
      reason: 'library/gone',
      cause,
    });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new Failure('refused', `You have no permission to read ${path}. Change its permissions and try again.`, {
      reason: 'library/no-permission',
      cause,
    });
  }
  return new Failure('refused', `${path} cannot be read (${code ?? String(cause)}).`, {
    reason: 'library/unreadable',
    cause,
  });
}
