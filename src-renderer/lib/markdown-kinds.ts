import type { Passage, SourceKind } from '../../src-contract/passage.ts';

/** What these hold is shown as it is; the text of all others is Markdown, their own or what was made of them. */
const PLAIN: ReadonlySet<SourceKind> = new Set(['pdf', 'text', 'code', 'other']);

/** Whether the text of sources of this kind is Markdown; but a sheet may also be a file in CSV, which is not. */
export const isMarkdownKind = (kind: SourceKind): boolean => !PLAIN.has(kind);

/** Whether a passage is Markdown: sheets of a workbook are, rows of a file in CSV, which have no sheet, are not. */
export function isMarkdownPassage({ source, position }: Pick<Passage, 'source' | 'position'>): boolean {
  return isMarkdownKind(source.kind) && (source.kind !== 'sheet' || position.page !== undefined);
}
