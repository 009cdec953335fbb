import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { errorCode } from './atomic-file.ts';

/** Whether a process with this id runs on this machine. A process of another user counts. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return errorCode(thrown) === 'EPERM';
  }
}

/**
 * When a process started, as text that is only good for comparing; undefined where the system does not tell.
 *
 * A process id is used again after a while, the pair of id and start is not. Linux: boot id and clock ticks since
 * boot (`proc(5)`, field 22 of `stat`); macOS: what `ps` prints; Windows: not known.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    try {
      const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before may hold blanks
      return `${boot}:${fields[19]}`;
    } catch {
      return undefined; // no /proc, or the process is gone
    }
  }
  if (process.platform === 'darwin') {
    try {
      const { stdout } = await promisify(execFile)('/bin/ps', ['-o', 'lstart=', '-p', String(pid)]);
      return stdout.trim() === '' ? undefined : stdout.trim();
    } catch {
      return undefined; // ps exits with 1 for an unknown process
    }
  }
  return undefined;
}
