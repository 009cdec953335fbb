import { toast } from 'sonner';
import { Failure } from '../../src-contract/failure.ts';

/** Tells of a failure that happened elsewhere than where the reader looks. Cancelling is never an error. */
export function showFailure(failure: unknown): void {
  if (failure instanceof Failure && failure.code === 'cancelled') return;
  toast.error(failure instanceof Error ? failure.message : String(failure), { duration: 10_000 });
}
