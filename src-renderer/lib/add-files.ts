import * as z from 'zod';
import { Failure } from '../../src-contract/failure.ts';
import { type CollectionId, type JobId, type UploadId, uploadIdSchema } from '../../src-contract/ids.ts';
import { findBridge } from './bridge.ts';
import { carrel } from './client.ts';
import { authorization } from './tab-key.ts';

/** Files on their way into the library: paths where the app can see the disk, bytes where it cannot. */
export interface FilesToAdd {
  readonly paths: readonly string[];
  /** `name` is the path inside a dropped folder, or the file name. */
  readonly files: ReadonlyArray<{ readonly name: string; readonly file: File }>;
  /** The folder's name where exactly one folder was given: it becomes the collection. */
  readonly folder?: string;
  /** Whether a folder is among them: then nobody knows yet how much it is. */
  readonly hasFolder: boolean;
}

/** Where files go, and whether changes in their folders are followed; absent: as the setting says. */
export interface AddOptions {
  readonly collection?: string | undefined;
  readonly watch?: boolean | undefined;
}

export interface AddedJob {
  readonly job: JobId;
  readonly collectionId: CollectionId;
}

const uploadAnswerSchema = z.object({ upload: uploadIdSchema });
const problemSchema = z.object({ detail: z.string() });

/** Uploads at a time; the host writes each to disk, more would only queue there. Guess, unmeasured. */
const UPLOADS_AT_ONCE = 4;

/**
 * Queues files to be read into a collection (id or name), by default "Documents" or the name of a dropped folder.
 *
 * @throws Failure `invalid-input` when there is nothing to add; what the host says otherwise
 */
export async function addFiles(toAdd: FilesToAdd, { collection, watch }: AddOptions = {}): Promise<AddedJob> {
  if (toAdd.paths.length === 0 && toAdd.files.length === 0) {
    throw new Failure('invalid-input', 'There was no file in what you dropped. Drop files or folders from your disk.', {
      reason: 'library/nothing-dropped',
    });
  }
  const into = collection ?? toAdd.folder;
  const uploads = await uploadAll(toAdd.files);
  return carrel().library.addSources({
    ...(into === undefined ? {} : { collection: into }),
    ...(watch === undefined ? {} : { watch }),
    paths: [...toAdd.paths],
    uploads,
  });
}

/** What a file picker gave: `input.files`, also of one with `webkitdirectory`. */
export function collectPicked(list: Iterable<File>): FilesToAdd {
  const files = [...list];
  const folders = new Set(files.map((file) => file.webkitRelativePath.split('/')[0]).filter((name) => name));
  const [folder] = folders;
  const isOneFolder = folders.size === 1 && folder !== undefined;
  const found = byPathOrBytes(files);
  return {
    ...(isOneFolder ? asFolder(files, found) : found),
    hasFolder: folders.size > 0,
    ...(isOneFolder ? { folder } : {}),
  };
}

/** A picker names each file of a folder; where their paths are known, the folder's is what stands before. */
function asFolder(
  files: readonly File[],
  found: Pick<FilesToAdd, 'paths' | 'files'>,
): Pick<FilesToAdd, 'paths' | 'files'> {
  const [file] = files;
  const [path] = found.paths;
  if (file === undefined || path === undefined || found.files.length > 0) return found;
  const inside = file.webkitRelativePath.split('/').length - 1; // the folder itself is the first part
  const parts = path.split(/[/\\]/u);
  const root = path.slice(0, parts.slice(0, parts.length - inside).join('/').length);
  return { paths: [root], files: [] };
}

/** Absolute paths of model files among what was dropped; none in a browser, which does not tell them. */
export function droppedModels(transfer: DataTransfer): readonly string[] {
  return [...transfer.files].flatMap((file) => modelPath(file) ?? []);
}

function modelPath(file: File): string | undefined {
  const path = findBridge()?.pathForFile(file) ?? '';
  return /\.(?:gguf|onnx)$/i.test(path) ? path : undefined;
}

/**
 * What was dropped but for models, folders with everything in them.
 *
 * Call it in the event handler without awaiting anything first: the transfer is emptied when the handler returns.
 */
export function collectDropped(transfer: DataTransfer): Promise<FilesToAdd> {
  const all = [...transfer.items].filter((item) => item.kind === 'file');
  const items = all.map((item) => ({ file: item.getAsFile(), entry: item.webkitGetAsEntry() }));
  const others = items.filter(({ file }) => file === null || modelPath(file) === undefined);
  const entries = others.map(({ entry }) => entry);
  const dropped = others.map(({ file }) => file).filter((file) => file !== null);
  const folders = entries.filter((entry) => entry?.isDirectory === true);
  const [first] = folders;
  const folder = folders.length === 1 && entries.length === 1 && first ? { folder: first.name } : {};

  const onDisk = byPathOrBytes(dropped);
  const hasFolder = folders.length > 0;
  if (onDisk.files.length === 0 || !hasFolder) return Promise.resolve({ ...onDisk, ...folder, hasFolder });
  return Promise.all(entries.map((entry) => (entry === null ? [] : filesIn(entry)))).then((lists) => ({
    paths: [],
    files: lists.flat(),
    ...folder,
    hasFolder,
  }));
}

function byPathOrBytes(files: readonly File[]): Pick<FilesToAdd, 'paths' | 'files'> {
  const bridge = findBridge();
  const paths: string[] = [];
  const rest: Array<{ name: string; file: File }> = [];
  for (const file of files) {
    const path = bridge?.pathForFile(file) ?? '';
    if (path === '') rest.push({ name: file.webkitRelativePath || file.name, file });
    else paths.push(path);
  }
  return { paths, files: rest };
}

async function filesIn(entry: FileSystemEntry): Promise<Array<{ name: string; file: File }>> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ name: entry.fullPath.replace(/^\//, ''), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: Array<{ name: string; file: File }> = [];
  for (;;) {
    // A reader hands out a hundred entries at a time and an empty list at the end.
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return found;
    for (const child of batch) found.push(...(await filesIn(child)));
  }
}

async function uploadAll(files: FilesToAdd['files']): Promise<UploadId[]> {
  const ids: UploadId[] = [];
  let next = 0;
  async function uploadRest(): Promise<void> {
    for (;;) {
      const index = next++;
      const entry = files[index];
      if (entry === undefined) return;
      ids[index] = await upload(entry.name, entry.file);
    }
  }
  await Promise.all(Array.from({ length: Math.min(UPLOADS_AT_ONCE, files.length) }, uploadRest));
  return ids;
}

async function upload(name: string, file: File): Promise<UploadId> {
  const response = await fetch(`/uploads?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { ...authorization(), 'content-type': 'application/octet-stream' },
    body: file,
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    const { detail } = problemSchema.safeParse(answer).data ?? {};
    throw new Failure('unavailable', detail ?? `“${name}” could not be handed over. Drop it again.`, {
      reason: `library/upload-${response.status}`,
    });
  }
  return uploadAnswerSchema.parse(answer).upload;
}
