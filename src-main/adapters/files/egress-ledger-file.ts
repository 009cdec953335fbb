import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { LedgerFile } from '../../services/egress/ports.ts';
import { fileFailure } from './file-failure.ts';

/** The ledger as a file of JSON lines. Synchronous, as the log is: there are few, and none may be lost at an exit. */
export function openEgressLedgerFile(path: string): LedgerFile {
  return {
    read() {
      try {
        return existsSync(path)
          ? readFileSync(path, 'utf8')
              .split('\n')
              .filter((line) => line !== '')
          : [];
      } catch (thrown) {
        throw fileFailure('read the ledger of network attempts', path, thrown);
      }
    },
    append: (line) => appendFileSync(path, `${line}\n`, { mode: 0o600, flush: true }),
    replace(lines) {
      const beside = `${path}.new`;
      writeFileSync(beside, lines.map((line) => `${line}\n`).join(''), { mode: 0o600, flush: true });
      renameSync(beside, path);
    },
  };
}
