import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '../../platform/atomic-file.ts';
import type { CitedSourceFiles } from '../duckdb/cited-sources.ts';
import { countChanges } from '../git/count-changes.ts';
import { blobId, checkoutOf, findCheckout, type OpenCheckout } from '../git/find-checkout.ts';
import { readWhole } from './read-plain-file.ts';

/** Larger files are pinned without a blob: reading them would hold the answer up. Guess, unmeasured. */
const LARGEST_HASHED = 16 * 1024 * 1024;

/** Looks at the files that citations rest on, where they are. */
export function createCitedFiles(): CitedSourceFiles {
  return {
    async gitPin(path, hash) {
      const checkout = await findCheckout(path);
      if (checkout === undefined) return {};
      const { root, commit } = checkout;
      const bytes = await readWhole(path, LARGEST_HASHED);
      const isIndexed = bytes !== undefined && sha256(bytes) === hash;
      return {
        repository: root,
        ...(commit === undefined ? {} : { commit }),
        ...(isIndexed ? { blob: blobId(bytes) } : {}),
      };
    },
    async checkouts(paths, counting) {
      const byRoot = new Map<string, { readonly checkout: OpenCheckout; readonly files: string[] }>();
      for (const [folder, files] of Map.groupBy(paths, (path) => dirname(path))) {
        const checkout = await checkoutOf(folder);
        if (checkout === undefined) continue;
        const found = byRoot.get(checkout.root);
        if (found === undefined) byRoot.set(checkout.root, { checkout, files });
        else found.files.push(...files);
      }
      return Promise.all(
        [...byRoot.values()].map(async ({ checkout, files }) => {
          const changes = await countChanges(checkout, { files, signal: counting });
          const { root, commit } = checkout;
          return { root, ...(commit === undefined ? {} : { commit }), ...changes };
        }),
      );
    },
    async compare({ path, sizeBytes, modifiedAt, hash }) {
      try {
        const { size, mtimeMs } = await stat(path);
        if (size !== sizeBytes) return 'changed';
        if (modifiedAt !== undefined && Math.floor(mtimeMs) === modifiedAt.getTime()) return 'same';
      } catch (thrown) {
        return ['ENOENT', 'ENOTDIR'].includes(errorCode(thrown) ?? '') ? 'gone' : 'changed';
      }
      const bytes = await readWhole(path, LARGEST_HASHED);
      return bytes !== undefined && sha256(bytes) === hash ? 'same' : 'changed';
    },
  };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
