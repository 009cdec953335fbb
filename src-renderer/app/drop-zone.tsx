import { FileDown } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { toast } from 'sonner';
import { useTranslations } from 'use-intl';
import { collectDropped, droppedModels } from '../lib/add-files.ts';
import { addWithPreview } from '../lib/add-with-preview.ts';
import { addModel } from '../lib/model-work.ts';
import { showFailure } from '../lib/show-failure.ts';
import { go, useRoute } from './route.ts';

/**
 * Takes files and folders dropped anywhere on the window into the library, into the open collection if there is one;
 * models go to the models.
 */
export function DropZone() {
  const t = useTranslations('drop');
  const [isOver, setIsOver] = useState(false);
  const depth = useRef(0);
  const tRef = useRef(t);
  tRef.current = t;

  useEffect(() => {
    const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth.current += 1;
      setIsOver(true);
    };
    const over = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault(); // without this the browser would open the file in place of the page
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
    };
    const leave = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      depth.current = Math.max(0, depth.current - 1);
      if (depth.current === 0) setIsOver(false);
    };
    const drop = (event: DragEvent): void => {
      if (!carriesFiles(event) || event.dataTransfer === null) return;
      depth.current = 0;
      setIsOver(false);
      const isTaken = event.defaultPrevented; // the composer took what is no model as attachments
      event.preventDefault();
      if (!isTaken) void addDropped(event.dataTransfer, tRef.current('adding'));
      void addDroppedModels(event.dataTransfer); // last, for it leaves the collection that was open
    };
    addEventListener('dragenter', enter);
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragenter', enter);
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);

  if (!isOver) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-veil animate-fade">
      <div className="flex items-center gap-3 rounded-card border-2 border-dashed border-accent bg-n0 px-8 py-6 text-read font-medium text-n11 shadow-raised">
        <FileDown aria-hidden="true" className="size-6 text-accent" strokeWidth={1.5} />
        {t('here')}
      </div>
    </div>
  );
}

async function addDroppedModels(transfer: DataTransfer): Promise<void> {
  const models = droppedModels(transfer);
  if (models.length === 0) return;
  go('settings', 'models');
  for (const path of models) await addModel(path, false);
}

async function addDropped(transfer: DataTransfer, adding: string): Promise<void> {
  const models = droppedModels(transfer);
  if (models.length > 0 && models.length === transfer.files.length) return;
  const { screen, path } = useRoute.getState();
  const collection = screen === 'library' ? path[0] : undefined;
  // The transfer is empty after this turn, so it is read before anything is awaited.
  const dropped = collectDropped(transfer);
  let note: ReturnType<typeof toast> | undefined;
  const say = (): void => {
    note = toast(adding, { duration: Number.POSITIVE_INFINITY });
  };
  try {
    await addWithPreview(await dropped, collection, say);
  } catch (failure) {
    showFailure(failure);
  } finally {
    if (note !== undefined) toast.dismiss(note);
  }
}
