import { Failure } from '../../../src-contract/failure.ts';
import type { SourceId } from '../../../src-contract/ids.ts';
import { authorization } from '../../lib/tab-key.ts';

/** The address of the original bytes of a source; asks for `authorization()` on the loopback host. */
export function originalAddress(id: SourceId): string {
  return new URL(`/originals/${encodeURIComponent(id)}`, location.href).href;
}

/** Saves the original of a source through the browser's own download. */
export async function downloadOriginal(id: SourceId, path: string): Promise<void> {
  const response = await fetch(originalAddress(id), { headers: authorization() });
  if (!response.ok) {
    throw new Failure('not-found', 'The original could not be opened: it has moved, changed or was deleted.', {
      reason: `library/original-${response.status}`,
    });
  }
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = path.split(/[\\/]/).at(-1) ?? 'original';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 30_000);
}
