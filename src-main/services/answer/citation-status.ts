import type { Citation } from '../../../src-contract/answer.ts';
import type { CitationStatus } from '../../../src-contract/citation-status.ts';
import type { Message } from '../../../src-contract/conversations.ts';
import { Failure } from '../../../src-contract/failure.ts';
import type { ConversationId, MessageId } from '../../../src-contract/ids.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import type { Position } from '../../../src-contract/passage.ts';
import { pickQuote } from '../../engine/citations/pick-quote.ts';
import type { CitedSource, CitedSources, DiffWords, PageText } from './ports.ts';

export interface CitationStatusDeps {
  readonly sources: CitedSources;
  /** Messages of a conversation; none when there is no such conversation. */
  readonly messages: (id: ConversationId) => Promise<readonly Message[]>;
  readonly diff: DiffWords;
}

/**
 * Compares the citations of a stored answer with what the library holds now.
 *
 * What is compared is the extracted text in the catalog. A file that changed since it was indexed is told apart by
 * `isStale`; the bytes of an earlier version are not kept for files that stay where they are.
 */
export function createCitationStatus(deps: CitationStatusDeps): CarrelHandlers['answer']['citationStatus'] {
  return async ({ conversation, message }) => {
    const citations = citationsOf(await deps.messages(conversation), message);
    const statuses: CitationStatus[] = [];
    for (const citation of citations) statuses.push(await statusOf(deps, citation));
    return statuses;
  };
}

function citationsOf(items: readonly Message[], message: MessageId): readonly Citation[] {
  const answer = items.find((item) => item.id === message);
  if (answer?.role === 'assistant') return answer.citations;
  throw new Failure('not-found', 'There is no such answer in this conversation. It may have been replaced.', {
    reason: 'answer/no-answer',
  });
}

async function statusOf({ sources, diff }: CitationStatusDeps, citation: Citation): Promise<CitationStatus> {
  const { number, pin } = citation;
  const source = await sources.find(citation.source.id);
  if (pin === undefined) return { number, status: source === undefined ? 'deleted' : 'unknown', isStale: false };
  if (source === undefined) {
    const copy = await sources.findCopy(pin.documentHash);
    if (copy === undefined) return { number, status: 'deleted', isStale: false };
    return { number, status: 'moved', movedTo: { path: copy.path, source: copy.id }, isStale: false };
  }
  const onDisk = await sources.onDisk(source);
  if (onDisk === 'gone') {
    const copy = await sources.findCopy(pin.documentHash, source.id);
    if (copy === undefined) return { number, status: 'deleted', isStale: true };
    return { number, status: 'moved', movedTo: { path: copy.path, source: copy.id }, isStale: false };
  }
  const isStale = onDisk === 'changed';
  if (source.hash === pin.documentHash) return { number, status: 'same', isStale };
  return { ...compare(citation, source, await sources.pages(source.id), diff), isStale };
}

/** The document changed: are the cited words still there, and where? */
function compare(
  citation: Citation,
  source: CitedSource,
  pages: readonly PageText[],
  diff: DiffWords,
): Omit<CitationStatus, 'isStale'> {
  const { number, quote, position } = citation;
  const isPaged = position.page !== undefined;
  const own = pages.find(({ page }) => !isPaged || page === position.page);
  if (own?.text.startsWith(quote, position.charStart) === true) return { number, status: 'same' };
  for (const page of [own, ...pages]) {
    const at = page?.text.indexOf(quote) ?? -1;
    if (page === undefined || at < 0) continue;
    const movedTo = { path: source.path, source: source.id, position: place(page, isPaged, at, at + quote.length) };
    return { number, status: 'moved', movedTo };
  }
  const nearest = own ?? pages[0];
  if (nearest === undefined) return { number, status: 'edited' };
  const range = pickQuote({ text: nearest.text, kind: source.kind }, quote, '');
  return { number, status: 'edited', diff: [...diff(quote, nearest.text.slice(range.start, range.end))] };
}

function place({ page, text }: PageText, isPaged: boolean, charStart: number, charEnd: number): Position {
  if (isPaged) return { page, charStart, charEnd };
  const lineAt = (end: number): number => text.slice(0, end).split('\n').length;
  return { startLine: lineAt(charStart), endLine: lineAt(charEnd), charStart, charEnd };
}
