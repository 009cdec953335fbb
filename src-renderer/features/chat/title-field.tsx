import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { TextField } from '../../ui/text-field.tsx';

/** A title being changed in place: Enter or leaving keeps it, Escape does not. */
export function TitleField({
  title,
  onDone,
}: {
  readonly title: string;
  /** Called once, with undefined where nothing is to change. */
  readonly onDone: (title: string | undefined) => void;
}) {
  const t = useTranslations('chat');
  const [text, setText] = useState(title);
  const isDone = useRef(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // After the menu that opened this field has given the focus back to its button.
    const frame = requestAnimationFrame(() => field.current?.select());
    return () => cancelAnimationFrame(frame);
  }, []);
  const finish = (next: string | undefined): void => {
    if (isDone.current) return;
    isDone.current = true;
    onDone(next?.trim() === '' || next?.trim() === title ? undefined : next?.trim());
  };
  return (
    <TextField
      ref={field}
      label={t('renameLabel')}
      value={text}
      maxLength={200}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => finish(text)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish(text);
        else if (event.key === 'Escape') {
          event.preventDefault();
          finish(undefined);
        }
      }}
    />
  );
}
