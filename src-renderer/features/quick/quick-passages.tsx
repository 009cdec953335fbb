import { useEffect } from 'react';
import { useTranslations } from 'use-intl';
import type { Passage } from '../../../src-contract/passage.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { useFormat } from '../../lib/use-format.ts';
import { classNames } from '../../ui/class-names.ts';
import { litRuns } from '../find/snippet-lines.ts';
import { openInMain, useQuick } from './quick-store.ts';

/** Id of the list, for the field that controls it. */
export const PASSAGE_LIST = 'quick-passages';

/** Id of one passage of the list, by its place from 0. */
export const passageId = (index: number): string => `${PASSAGE_LIST}-${index}`;

/** Above an answer fewer passages stand, so that the answer is seen. */
const BESIDE_ANSWER = 3;

/** What was found, a title and a line or two each; the arrow keys of the field walk through it. */
export function QuickPassages({ isShort }: { readonly isShort: boolean }) {
  const t = useTranslations('quick');
  const passages = useQuick((state) => state.found?.passages ?? NONE);
  const selected = useQuick((state) => state.selected);
  useEffect(() => {
    if (selected >= 0) document.getElementById(passageId(selected))?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const shown = isShort ? passages.slice(0, Math.max(BESIDE_ANSWER, selected + 1)) : passages;
  return (
    <div role="listbox" id={PASSAGE_LIST} aria-label={t('passages')} className={shown.length === 0 ? '' : 'p-1.5'}>
      {shown.map((passage, index) => (
        <QuickPassage
          key={passage.chunk}
          passage={passage}
          id={passageId(index)}
          isSelected={index === selected}
          isShort={isShort}
        />
      ))}
    </div>
  );
}

const NONE: readonly Passage[] = [];

function QuickPassage({
  passage,
  id,
  isSelected,
  isShort,
}: {
  readonly passage: Passage;
  readonly id: string;
  readonly isSelected: boolean;
  readonly isShort: boolean;
}) {
  const format = useFormat();
  const { source, position, snippet, highlights } = passage;
  return (
    <div
      role="option"
      id={id}
      tabIndex={-1}
      aria-selected={isSelected}
      onMouseDown={(event) => event.preventDefault()} // the caret stays in the field
      onClick={() => void openInMain(passage).catch(showFailure)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') openInMain(passage).catch(showFailure);
      }}
      className={classNames('rounded-control px-2.5 py-1.5', isSelected ? 'bg-selected' : 'hover:bg-hover')}
    >
      <p className="flex min-w-0 items-baseline gap-2">
        <span className="min-w-0 truncate font-medium text-n11">{source.title}</span>
        <span className="shrink-0 text-small text-n7">{format.place(position, source.kind)}</span>
      </p>
      <p
        className={classNames(
          'text-small text-n8 [overflow-wrap:anywhere]',
          isShort ? 'truncate' : 'line-clamp-2',
          source.kind === 'code' && 'font-mono',
        )}
      >
        {litRuns(snippet, highlights).map((run, index) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: the runs of a text never move
          run.isLit ? <mark key={index}>{run.text}</mark> : <span key={index}>{run.text}</span>,
        )}
      </p>
    </div>
  );
}
