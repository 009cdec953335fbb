import { useTranslations } from 'use-intl';
import { classNames } from '../../ui/class-names.ts';
import type { SlashName } from './slash-commands.ts';

/** The quick commands that fit what is typed; the field keeps the focus and the arrow keys. */
export function SlashMenu({
  id,
  names,
  selected,
  onChoose,
}: {
  readonly id: string;
  readonly names: readonly SlashName[];
  readonly selected: number;
  readonly onChoose: (name: SlashName) => void;
}) {
  const t = useTranslations('turn.slash');
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t('title')}
      className="absolute inset-x-0 bottom-full z-30 mb-1.5 max-h-72 overflow-auto rounded-lg border border-hairline bg-n0 p-1 shadow-raised"
    >
      {names.map((name, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and the keys (aria-activedescendant)
        <div
          key={name}
          id={`${id}-${name}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === selected}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(name)}
          className={classNames(
            'flex min-h-8 cursor-default items-center gap-3 rounded-[4px] px-2 py-1',
            index === selected ? 'bg-hover' : undefined,
          )}
        >
          <span className="shrink-0 font-mono text-small text-n11">/{name}</span>
          <span className="min-w-0 truncate text-small text-n8">{t(name)}</span>
        </div>
      ))}
    </div>
  );
}
