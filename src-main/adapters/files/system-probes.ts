import { randomBytes } from 'node:crypto';
import { readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileFailure, hasCode } from './file-failure.ts';

/** Bytes that this user may still write; undefined where the system does not say. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (thrown) {
    if (hasCode(thrown, 'ENOSYS', 'ENOTSUP', 'EINVAL')) return undefined;
    throw fileFailure('measure the free space of', folder, thrown);
  }
}

/** Makes and removes a file: permission bits alone do not tell (read-only mounts, quotas, access lists). */
export async function assertWritable(folder: string): Promise<void> {
  const file = join(folder, `.carrel-probe-${randomBytes(6).toString('hex')}`);
  try {
    await writeFile(file, 'probe', { flag: 'wx' });
    await rm(file);
  } catch (thrown) {
    throw fileFailure('write in', folder, thrown);
  }
}

/** The libraries whose versions a report of a defect should name. */
const PARTS: Readonly<Record<string, string>> = {
  DuckDB: '@duckdb/node-api',
  'pdf.js': 'pdfjs-dist',
  'node-llama-cpp': 'node-llama-cpp',
};

/**
 * Versions of the runtime and of the libraries that read untrusted bytes; undefined for one that is not installed.
 *
 * @param root the program's folder, which holds `node_modules`
 */
export async function readVersions(root: string, carrel: string): Promise<Record<string, string | undefined>> {
  const parts = await Promise.all(
    Object.entries(PARTS).map(async ([name, module]) => [name, await versionOf(root, module)] as const),
  );
  const { node, electron } = process.versions;
  return {
    Carrel: carrel,
    'Node.js': node,
    ...(electron === undefined ? {} : { Electron: electron }),
    ...Object.fromEntries(parts),
    System: `${process.platform} ${process.arch}`,
  };
}

async function versionOf(root: string, module: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(root, 'node_modules', module, 'package.json'), 'utf8');
    const { version } = JSON.parse(text) as { version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT', 'ENOTDIR')) return undefined;
    throw thrown;
  }
}
