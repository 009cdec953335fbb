import { create } from 'zustand';
import type { Position, SourceRef } from '../../../src-contract/passage.ts';
import type { Source } from '../../../src-contract/source.ts';
import { recall, remember } from '../../lib/remembered.ts';

/** What the source pane can show: a source, and where known the passage in it. */
export interface SourceTarget {
  readonly source: Pick<SourceRef, 'id' | 'title' | 'path' | 'kind'>;
  readonly position?: Position;
  /** The number of the citation it was opened from. */
  readonly number?: number;
}

interface SourcePane {
  readonly isOpen: boolean;
  /** What `[` and `]` walk through: the citations of one answer, the results of one search. */
  readonly targets: readonly SourceTarget[];
  readonly index: number;
  /** Pixels, kept between starts. */
  readonly width: number;
}

/** Widths of the pane in pixels: narrower a page cannot be read, wider the answer could not. */
export const PANE_WIDTH = { least: 360, usual: 420, most: 900 } as const;

const clampWidth = (width: number): number => Math.round(Math.min(PANE_WIDTH.most, Math.max(PANE_WIDTH.least, width)));

/** The state of the source pane. */
export const useSourcePane = create<SourcePane>(() => ({
  isOpen: false,
  targets: [],
  index: 0,
  width: clampWidth(Number(recall('source-width') ?? PANE_WIDTH.usual) || PANE_WIDTH.usual),
}));

/** Where the focus was when the pane was opened; it goes back there when the pane closes. */
let opener: HTMLElement | undefined;

/** Opens the pane on one of several places that can be walked through. */
export function openSource(targets: readonly SourceTarget[], index = 0): void {
  if (targets[index] === undefined) return;
  rememberOpener();
  useSourcePane.setState({ isOpen: true, targets, index });
}

function rememberOpener(): void {
  if (document.activeElement instanceof HTMLElement) opener = document.activeElement;
}

/** Makes `targets` what `[` and `]` walk through, without opening the pane. */
export function offerSources(targets: readonly SourceTarget[]): void {
  if (!useSourcePane.getState().isOpen) useSourcePane.setState({ targets, index: -1 });
}

/** Goes to the next (1) or previous (-1) place; opens the pane if it is closed, stops at the ends. */
export function stepSource(by: 1 | -1): void {
  const { targets, index, isOpen } = useSourcePane.getState();
  if (targets.length === 0) return;
  if (!isOpen) rememberOpener();
  const next = isOpen || index < 0 ? index + by : index;
  useSourcePane.setState({ isOpen: true, index: Math.min(targets.length - 1, Math.max(0, next)) });
}

/** Closes the pane; a focus inside it returns to where it came from. */
export function closeSource(): void {
  const hadFocus = document.activeElement?.closest('[data-source-pane]') != null;
  useSourcePane.setState({ isOpen: false });
  if (hadFocus && opener?.isConnected === true) opener.focus();
}

/** Sets the width of the pane and keeps it for the next start. */
export function setPaneWidth(width: number): void {
  const kept = clampWidth(width);
  useSourcePane.setState({ width: kept });
  remember('source-width', String(kept));
}

/** A whole source, with no passage marked. */
export function targetOfSource(source: Pick<Source, 'id' | 'title' | 'path' | 'kind'>): SourceTarget {
  return { source: { id: source.id, title: source.title, path: source.path, kind: source.kind } };
}
