import { create } from 'zustand';
import type { ModelFile, ModelProgress } from '../../src-contract/models.ts';
import type { StreamCall } from '../../src-contract/procedure.ts';
import { carrel } from './client.ts';
import { showFailure } from './show-failure.ts';

/** A model on its way into the folder. */
export interface ModelWork extends ModelProgress {
  readonly id: number;
  readonly kind: 'adding' | 'fetching';
  readonly name: string;
  readonly stop: () => void;
}

/** What a fetch came to: whether its hash was known before. */
export interface Fetched {
  readonly name: string;
  readonly sha256: string;
  readonly isVerified: boolean;
}

interface ModelWorkState {
  readonly work: readonly ModelWork[];
  readonly fetched: readonly Fetched[];
  /** Counts up when models came or went: what lists them looks again. */
  readonly revision: number;
}

/** Work on models goes on while other screens are open. */
export const useModelWork = create<ModelWorkState>(() => ({ work: [], fetched: [], revision: 0 }));

let nextId = 1;

/** Tells whoever lists models to look again. */
export function modelsChanged(): void {
  useModelWork.setState(({ revision }) => ({ revision: revision + 1 }));
}

export function addModel(path: string, link: boolean): Promise<boolean> {
  const name = path.split(/[/\\]/).at(-1) ?? path;
  return follow(
    'adding',
    name,
    (signal) => carrel().models.import({ path, link }, { signal }),
    () => undefined,
  );
}

export function fetchModel(order: { readonly from: string; readonly sha256?: string; readonly fileName?: string }) {
  const name = order.fileName ?? order.from.split('/').at(-1)?.split('?')[0] ?? order.from;
  return follow(
    'fetching',
    name,
    (signal) => carrel().models.download(order, { signal }),
    ({
      model,
      sha256,
      isVerified,
    }: {
      readonly model: ModelFile;
      readonly sha256: string;
      readonly isVerified: boolean;
    }) => useModelWork.setState(({ fetched }) => ({ fetched: [...fetched, { name: model.id, sha256, isVerified }] })),
  );
}

/** @returns whether it came to its end */
async function follow<O>(
  kind: ModelWork['kind'],
  name: string,
  start: (signal: AbortSignal) => StreamCall<ModelProgress, O>,
  onDone: (result: O) => void,
): Promise<boolean> {
  const abort = new AbortController();
  const id = nextId++;
  const put = (progress: ModelProgress): void =>
    useModelWork.setState(({ work }) => ({
      work: [...work.filter((one) => one.id !== id), { ...progress, id, kind, name, stop: () => abort.abort() }],
    }));
  put({ doneBytes: 0 });
  try {
    const call = start(abort.signal);
    for await (const progress of call) put(progress);
    onDone(await call.result);
    return true;
  } catch (failure) {
    if (!abort.signal.aborted) showFailure(failure);
    return false;
  } finally {
    useModelWork.setState(({ work, revision }) => ({
      work: work.filter((one) => one.id !== id),
      revision: revision + 1,
    }));
  }
}
