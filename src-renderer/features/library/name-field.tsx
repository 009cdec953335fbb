import { useEffect, useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { TextField } from '../../ui/text-field.tsx';

/** The name of a collection being written in place: Enter keeps it, Escape does not, a name that is taken is told here. */
export function NameField({
  name,
  onSave,
  onClose,
}: {
  readonly name: string;
  /** @throws Failure whose message is shown under the field */
  readonly onSave: (name: string) => Promise<void>;
  readonly onClose: () => void;
}) {
  const t = useTranslations('library');
  const [text, setText] = useState(name);
  const [error, setError] = useState<string>();
  const isBusy = useRef(false);
  const field = useRef<HTMLInputElement>(null);
  const errorId = useId();
  useEffect(() => {
    // After the menu that opened this field has given the focus back to its button.
    const frame = requestAnimationFrame(() => field.current?.select());
    return () => cancelAnimationFrame(frame);
  }, []);
  const save = (): void => {
    const wanted = text.trim();
    if (isBusy.current) return;
    if (wanted === '' || wanted === name) {
      onClose();
      return;
    }
    isBusy.current = true;
    onSave(wanted)
      .then(onClose, (failure: unknown) => setError(failure instanceof Error ? failure.message : String(failure)))
      .finally(() => {
        isBusy.current = false;
      });
  };
  return (
    <div className="px-1 py-1">
      <TextField
        ref={field}
        label={t('collectionName')}
        placeholder={t('collectionName')}
        value={text}
        maxLength={120}
        aria-invalid={error !== undefined}
        {...(error === undefined ? {} : { 'aria-describedby': errorId })}
        onChange={(event) => {
          setText(event.target.value);
          setError(undefined);
        }}
        onBlur={() => (error === undefined ? save() : onClose())}
        onKeyDown={(event) => {
          if (event.key === 'Enter') save();
          else if (event.key === 'Escape') {
            event.preventDefault();
            onClose();
          }
        }}
      />
      {error === undefined ? null : (
        <p id={errorId} role="alert" className="mt-1 px-1 text-small text-bad">
          {error}
        </p>
      )}
    </div>
  );
}
