import type { Position } from '../../../src-contract/passage.ts';
import { narrowPosition, pickQuote } from '../../engine/citations/pick-quote.ts';
import type { HydratedChunk } from './ports.ts';

/**
 * Where in a passage of a PDF the sentences stand that answer best: its passages are most of a page, and a page that is
 * marked all over shows nothing. Absent for other kinds, and where the passage has not the text of its range.
 */
export function focusOf(
  { source, position, text }: Pick<HydratedChunk, 'source' | 'position' | 'text'>,
  wanted: string,
): Position | undefined {
  if (source.kind !== 'pdf' || wanted.trim() === '') return undefined;
  const focus = narrowPosition(position, text, pickQuote({ text, kind: source.kind }, wanted, ''));
  return focus === position ? undefined : focus;
}
