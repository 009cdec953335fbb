import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A file of lines that never grows beyond its bounds. */
export interface RotatingFile {
  readonly path: string;
  /** Never throws: what cannot be written is counted, and said in the next line that can. */
  write(line: string): void;
  close(): void;
}

/**
 * Opens `<name>.log` in `folder`; at `maxBytes` it becomes `<name>.1.log`, that one `<name>.2.log`, and so on up to
 * `files` files in all.
 *
 * Synchronous on purpose: the line before a crash is the one that is wanted. A log of a desktop app has a few lines a
 * second at most.
 */
export function openRotatingFile(options: {
  readonly folder: string;
  readonly name: string;
  readonly maxBytes: number;
  readonly files: number;
}): RotatingFile {
  const { folder, name, maxBytes, files } = options;
  const pathOf = (index: number): string => join(folder, index === 0 ? `${name}.log` : `${name}.${index}.log`);
  let file: number | undefined;
  let sizeBytes = 0;
  let lost = 0;

  function open(): number {
    if (file !== undefined) return file;
    mkdirSync(folder, { recursive: true });
    const opened = openSync(pathOf(0), 'a', 0o600);
    sizeBytes = fstatSync(opened).size;
    file = opened;
    return opened;
  }

  function rotate(): void {
    close();
    rmSync(pathOf(files - 1), { force: true });
    for (let index = files - 2; index >= 0; index--) renameIfThere(pathOf(index), pathOf(index + 1));
  }

  function append(line: string): void {
    const bytes = Buffer.from(line);
    open();
    if (sizeBytes > 0 && sizeBytes + bytes.length > maxBytes) rotate();
    writeSync(open(), bytes);
    sizeBytes += bytes.length;
  }

  function close(): void {
    if (file !== undefined) closeSync(file);
    file = undefined;
  }

  return {
    path: pathOf(0),
    write(line) {
      // One line never fills more than a tenth of a file, whatever somebody put into its fields.
      const limit = Math.floor(maxBytes / 10);
      const kept = line.length > limit ? `${line.slice(0, limit)}…\n` : line;
      try {
        append(lost === 0 ? kept : `${lost} earlier lines could not be written\n${kept}`);
        lost = 0;
      } catch {
        lost++; // a full disk must not take the app down because of its log
      }
    },
    close,
  };
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) throw thrown;
  }
}
