import { create } from 'zustand';
import type { JobId, SourceId } from '../../../src-contract/ids.ts';
import { addFiles, type FilesToAdd } from '../../lib/add-files.ts';
import { carrel } from '../../lib/client.ts';
import { useComposer } from './composer-store.ts';

/** The collection that attached files go to. */
export const ATTACHMENTS = 'Attachments';

/** Files that were dropped into a question. */
export interface Attachment {
  readonly id: number;
  readonly title: string;
  readonly state: 'reading' | 'ready' | 'failed';
  /** 0 to 1 while it is read. */
  readonly done: number;
  readonly sources: readonly SourceId[];
  readonly job?: JobId;
  readonly failure?: unknown;
}

/** What hangs on the next questions. */
export const useAttachments = create<{ readonly list: readonly Attachment[] }>(() => ({ list: [] }));

let latest = 0;

function change(id: number, next: Partial<Attachment>): void {
  useAttachments.setState(({ list }) => ({ list: list.map((one) => (one.id === id ? { ...one, ...next } : one)) }));
  const sources = useAttachments.getState().list.flatMap((one) => one.sources);
  useComposer.setState({ sources });
}

/** Adds files to the library and narrows the next questions to them. */
export async function attach(collected: Promise<FilesToAdd>): Promise<void> {
  const toAdd = await collected;
  const names = [...toAdd.files.map(({ name }) => name), ...toAdd.paths].map(
    (path) => path.split(/[/\\]/).at(-1) ?? path,
  );
  if (names.length === 0) return;
  const id = ++latest;
  const title = names.length === 1 ? (names[0] ?? '') : `${names[0]} +${names.length - 1}`;
  const attachment: Attachment = { id, title, state: 'reading', done: 0, sources: [] };
  useAttachments.setState(({ list }) => ({ list: [...list, attachment] }));
  try {
    const { job } = await addFiles(toAdd, { collection: ATTACHMENTS, watch: false });
    change(id, { job });
    const sources: SourceId[] = [];
    const call = carrel().library.followJob({ id: job });
    for await (const event of call) {
      if (event.type === 'source') sources.push(event.id);
      else change(id, { done: event.bytesTotal === 0 ? 0 : event.bytesDone / event.bytesTotal });
    }
    await call.result;
    change(id, { state: sources.length === 0 ? 'failed' : 'ready', done: 1, sources });
  } catch (failure) {
    change(id, { state: 'failed', failure });
  }
}

/** Takes a file off the question; it stays in the library. */
export function detach(id: number): void {
  useAttachments.setState(({ list }) => ({ list: list.filter((one) => one.id !== id) }));
  useComposer.setState({ sources: useAttachments.getState().list.flatMap((one) => one.sources) });
}
