import { toast } from 'sonner';
import { showFailure } from './show-failure.ts';

/** How long a removal can be taken back, in the toast; the host keeps it at least as long. */
const UNDO_MS = 10_000;

/** Says what was removed and offers to bring it back for ten seconds. */
export function showUndo(message: string, undoLabel: string, undo: () => Promise<void>): void {
  toast(message, { duration: UNDO_MS, action: { label: undoLabel, onClick: () => void undo().catch(showFailure) } });
}
