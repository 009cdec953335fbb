import type { Limit } from '../../../src-contract/answer.ts';
import type { BackupList } from '../../../src-contract/backup.ts';
import type { Erased } from '../../../src-contract/erased.ts';
import { Failure } from '../../../src-contract/failure.ts';
import { englishOf, type HostMessage, message } from '../../../src-contract/host-message.ts';
import type { SourceId } from '../../../src-contract/ids.ts';
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

/** What an answer that lost its words says of itself. */
const EMPTIED: Limit = { code: 'source-erased', message: 'This answer rested on a source that was erased.' };

/**
 * Erasing is not deleting: nothing can be brought back, so the title has to be typed.
 *
 * What can be named goes last, so that an erasure that a crash broke off can be asked for again and finds the rest.
 * Until then somebody may ask and be answered from it; what such answers left is taken out after it, and stays when a
 * crash comes before that.
 */
export function createEraseService(deps: EraseServiceDeps): EraseService {
  const { store, library, traces } = deps;

  async function backupsSince(since: Date): Promise<Erased['backups']> {
    const { backups } = await deps.backups();
    return backups
      .filter(({ createdAt }) => Date.parse(createdAt) >= since.getTime())
      .map(({ file, createdAt }) => ({ file, createdAt }));
  }

  /** Ends the answers under way, and takes the sources out of those that were given. */
  async function takeOut(ids: readonly SourceId[], taken: Taken): Promise<void> {
    await deps.stopAnswers();
    const { messages, feedback } = await store.eraseSources(ids, EMPTIED);
    taken.messages += messages;
    taken.feedback += feedback;
    for (const source of ids) await forget({ kind: 'source', source }, taken);
  }

  async function forget(target: Parameters<ErasingTraces['erase']>[0], taken: Taken): Promise<void> {
    const { rows, remains } = await traces.erase(target);
    taken.traces += rows;
    for (const name of remains) taken.damaged.add(name);
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
      const taken = nothingYet();
      await store.begin();
      await deps.stopAnswers();
      await forget({ kind: 'conversation', conversation: id }, taken);
      const { messages, feedback } = await store.eraseConversation(id);
      await deps.stopAnswers();
      await forget({ kind: 'conversation', conversation: id }, taken);
      await store.settle();
      deps.onChange();
      return {
        ...NONE,
        messages,
        feedback,
        traces: taken.traces,
        backups: await backupsSince(found.createdAt),
        ...told([...damagedTraces(taken), FREED_SPACE]),
      };
    },
    async source({ id, confirm }) {
      const taken = nothingYet();
      const before = async (ids: readonly SourceId[]): Promise<void> => {
        await store.begin();
        await takeOut(ids, taken);
      };
      const { ids, passages, uploads, job, paths, since } = await library.eraseSource(id, confirm, before);
      await takeOut(ids, taken);
      await store.settle();
      deps.onChange();
      const files = paths.map((path) => message('erased-file', { path }));
      const questions = taken.messages === 0 ? [] : [message('erased-questions')];
      return {
        messages: taken.messages,
        sources: ids.length,
        passages,
        feedback: taken.feedback,
        traces: taken.traces,
        uploads,
        ...(job === undefined ? {} : { job }),
        backups: await backupsSince(since),
        ...told([...files, ...damagedTraces(taken), ...questions, FREED_SPACE]),
      };
    },
  };
}

/** What was taken out of answers and traces so far. */
interface Taken {
  messages: number;
  feedback: number;
  traces: number;
  /** Names of damaged files of traces. */
  readonly damaged: Set<string>;
}

const nothingYet = (): Taken => ({ messages: 0, feedback: 0, traces: 0, damaged: new Set() });

const NONE: Omit<Erased, 'backups' | keyof ReturnType<typeof told>> = {
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

/** A database file keeps freed space for itself. */
const FREED_SPACE = message('erased-freed-space');

function damagedTraces({ damaged }: Taken): HostMessage[] {
  return [...damaged].map((name) => message('erased-trace-damaged', { name }));
}

function told(remains: readonly HostMessage[]): Pick<Erased, 'remains' | 'remainsCodes'> {
  return { remains: remains.map((one) => englishOf(one)), remainsCodes: [...remains] };
}
