import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FileTree } from './files.ts';

/** What `carrel ingest` took in. */
export interface Ingested {
  readonly chunks: number;
  /** As the command says: from the start of its job to the end, without the start of the process. */
  readonly jobSeconds: number;
}

/** The built command or, where it is not built, its source, which is slower to start. */
export function carrelEntry(root: string): string {
  const built = join(root, 'out', 'main', 'cli.js');
  return existsSync(built) ? built : join(root, 'src-main', 'cli.ts');
}

/**
 * Runs `carrel ingest` on the files as a user does.
 *
 * @throws Error when not every file became searchable
 */
export async function ingestByCommand(root: string, tree: FileTree, library: string): Promise<Ingested> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [carrelEntry(root), 'ingest', tree.folder, '--library', library, '--json'],
    { maxBuffer: 2 ** 30 },
  );
  let chunks = 0;
  let accepted = 0;
  let jobSeconds = Number.NaN;
  for (const line of stdout.split('\n').filter(Boolean)) {
    const event = JSON.parse(line) as { type: string; status?: string; chunks?: number; seconds?: number };
    if (event.type === 'done') jobSeconds = event.seconds ?? Number.NaN;
    if (event.type !== 'source' || event.status !== 'ok') continue;
    accepted += 1;
    chunks += event.chunks ?? 0;
  }
  if (accepted !== tree.files) throw new Error(`carrel ingest accepted ${accepted} of ${tree.files} files.`);
  return { chunks, jobSeconds };
}
