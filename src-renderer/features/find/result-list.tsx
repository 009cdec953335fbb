import { ChevronDown } from 'lucide-react';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Passage } from '../../../src-contract/passage.ts';
import { shortPath } from '../../lib/place-text.ts';
import { openSource } from '../source/source-store.ts';
import { type FileGroup, groupByFile } from './group-passages.ts';
import { PassageCard } from './passage-card.tsx';

/** The results by file, the best passage of each open. Far ones are not laid out, so two hundred cost what ten do. */
export function ResultList({
  passages,
  onLeave,
}: {
  readonly passages: readonly Passage[];
  /** Called when the reader moves up from the first passage. */
  readonly onLeave: () => void;
}) {
  const t = useTranslations('find');
  const groups = useMemo(() => groupByFile(passages), [passages]);
  const open = (passage: Passage): void => openPassage(passages, passage);
  return (
    <ul aria-label={t('results')} onKeyDown={(event) => moveFocus(event, onLeave)}>
      {groups.map((group) => (
        <FileResults key={group.source.id} group={group} onOpen={open} />
      ))}
    </ul>
  );
}

/** Shows a passage in the source pane; `[` and `]` then walk through the results. */
export function openPassage(passages: readonly Passage[], passage: Passage): void {
  const targets = passages.map(({ source, position, focus = position }) => ({ source, position: focus }));
  openSource(targets, passages.indexOf(passage));
}

function FileResults({ group, onOpen }: { readonly group: FileGroup; readonly onOpen: (passage: Passage) => void }) {
  const t = useTranslations('find');
  const [isExpanded, setIsExpanded] = useState(false);
  const { source, best, others } = group;
  return (
    <li className="border-b border-hairline py-3 [contain-intrinsic-size:auto_9rem] [content-visibility:auto] [overflow-clip-margin:1rem]">
      <div className="flex min-w-0 items-baseline gap-2.5">
        <h2 className="min-w-0 max-w-[75%] shrink-0 truncate text-read font-semibold text-n11" title={source.title}>
          {source.title}
        </h2>
        <span className="min-w-0 truncate text-small text-n7" title={source.path}>
          {source.collection} · {shortPath(source.path)}
        </span>
      </div>
      <PassageCard passage={best} onOpen={() => onOpen(best)} />
      {others.length === 0 ? null : (
        <button
          type="button"
          aria-expanded={isExpanded}
          onClick={() => setIsExpanded(!isExpanded)}
          className="-ms-1 mt-0.5 inline-flex items-center gap-1 rounded-control px-1 py-0.5 text-small text-n8 hover:bg-hover hover:text-n11"
        >
          <ChevronDown
            aria-hidden="true"
            className={`size-3.5 transition-transform duration-(--quick) ${isExpanded ? '' : '-rotate-90'}`}
          />
          {t('moreInFile', { count: others.length })}
        </button>
      )}
      {isExpanded
        ? others.map((passage) => (
            <div key={passage.chunk} className="mt-1.5">
              <PassageCard passage={passage} onOpen={() => onOpen(passage)} />
            </div>
          ))
        : null}
    </li>
  );
}

/** Arrow keys, Home and End go from passage to passage; up from the first one leaves the list. */
function moveFocus(event: KeyboardEvent<HTMLElement>, onLeave: () => void): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-passage]')];
  const at = buttons.findIndex((button) => button.matches(':focus'));
  if (at < 0) return;
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  if (next < 0) onLeave();
  else buttons[next]?.focus();
}
