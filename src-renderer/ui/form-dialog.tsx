import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { FailureNote } from './failure-note.tsx';

/**
 * A dialog that is one form: its fields, what went wrong, Cancel and the one thing to do.
 *
 * `onSubmit` closes the dialog by itself, or rejects; then the dialog stays, with the failure and what was typed.
 */
export function FormDialog({
  title,
  description,
  action,
  canSubmit = true,
  wide = false,
  onSubmit,
  onClose,
  children,
}: {
  readonly title: string;
  readonly description: string;
  /** Word on the button that does it. */
  readonly action: string;
  readonly canSubmit?: boolean;
  readonly wide?: boolean;
  readonly onSubmit: () => Promise<unknown>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const common = useTranslations('common');
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const isReady = canSubmit && !isBusy;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (!isReady) return;
    setIsBusy(true);
    onSubmit().catch((thrown: unknown) => {
      setFailure(thrown);
      setIsBusy(false);
    });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={title}
      description={description}
      wide={wide}
    >
      <form onSubmit={submit} className="space-y-3">
        {children}
        {failure === undefined ? null : <FailureNote failure={failure} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button type="submit" look="solid" disabled={!isReady}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
