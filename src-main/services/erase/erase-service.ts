import type { BackupList } from '../../../src-contract/backup.ts';
import type { Erased } from '../../../src-contract/erased.ts';
import { Failure } from '../../../src-contract/failure.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import type { EraseStore, ErasingLibrary, ErasingTraces } from './ports.ts';

export interface EraseServiceDeps {
  readonly store: EraseStore;
  readonly library: ErasingLibrary;
  readonly traces: ErasingTraces;
  readonly backups: () => Promise<BackupList>;
  /** Ends answers under way, which would store what is erased once more. */
  readonly stopAnswers: () => Promise<void>;
  readonly onChange: () => void;
}

/** Erases for good what a person wants to be rid of, and says what may be left. */
export interface EraseService {
  readonly conversation: CarrelHandlers['conversations']['erase'];
  readonly source: CarrelHandlers['library']['erase'];
}

/** Stands where the words of an answer were. */
const NOTE = '(This answer rested on a source that was erased.)';

/** A database file keeps freed space for itself. */
const FREED_SPACE =
  'The catalog file may hold traces of it in freed space, which no query can read, until Carrel closes and writes it anew.';
const QUESTIONS = 'Questions stay in their conversations as you wrote them.';

/**
 * Erasing is not deleting: nothing can be brought back, so the title has to be typed.
 *
 * The order is one that a crash cannot turn round: what is seen goes first, so that an erasure asked for again finds
 * the rest or nothing.
 */
export function createEraseService(deps: EraseServiceDeps): EraseService {
  const { store, library, traces } = deps;

  async function backupsSince(since: Date): Promise<Erased['backups']> {
    const { backups } = await deps.backups();
    return backups
      .filter(({ createdAt }) => Date.parse(createdAt) >= since.getTime())
      .map(({ file, createdAt }) => ({ file, createdAt }));
  }

  return {
    async conversation({ id, confirm }) {
      const found = await store.findConversation(id);
      if (found === undefined) {
        throw new Failure('not-found', `There is no conversation ${id}. It may have been erased already.`, {
          reason: 'conversations/unknown-conversation',
        });
      }
      assertTyped(confirm, found.title);
      await deps.stopAnswers();
      const { messages, feedback } = await store.eraseConversation(id);
      const told = await traces.erase({ kind: 'conversation', conversation: id });
      await store.settle();
      deps.onChange();
      return {
        ...NONE,
        messages,
        feedback,
        traces: told.rows,
        backups: await backupsSince(found.createdAt),
        remains: [...told.remains.map(damagedTrace), FREED_SPACE],
      };
    },
    async source({ id, confirm }) {
      await deps.stopAnswers();
      const { ids, passages, uploads, job, paths, since } = await library.eraseSource(id, confirm);
      const { messages, feedback } = await store.eraseSources(ids, NOTE);
      let rows = 0;
      const damaged = new Set<string>();
      for (const source of ids) {
        const told = await traces.erase({ kind: 'source', source });
        rows += told.rows;
        for (const name of told.remains) damaged.add(name);
      }
      await store.settle();
      deps.onChange();
      const files = paths.map(
        (path) => `The file ${path} stays where it is, and is read again when its folder is added or followed.`,
      );
      return {
        messages,
        sources: ids.length,
        passages,
        feedback,
        traces: rows,
        uploads,
        ...(job === undefined ? {} : { job }),
        backups: await backupsSince(since),
        remains: [...files, ...[...damaged].map(damagedTrace), ...(messages === 0 ? [] : [QUESTIONS]), FREED_SPACE],
      };
    },
  };
}

const NONE: Omit<Erased, 'backups' | 'remains'> = {
  messages: 0,
  sources: 0,
  passages: 0,
  feedback: 0,
  traces: 0,
  uploads: 0,
};

/** What cannot be undone is typed. @throws Failure `invalid-input` */
function assertTyped(confirm: string, title: string): void {
  if (confirm.trim() === title.trim()) return;
  throw new Failure('invalid-input', `Erasing cannot be undone. Type the title to confirm it: ${title}`, {
    reason: 'erase/not-confirmed',
  });
}

const damagedTrace = (name: string): string =>
  `The damaged trace file ${name} cannot be searched and may still name it; delete that file.`;
