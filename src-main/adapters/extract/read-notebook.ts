import * as z from 'zod';
import { sentence } from '../../../src-contract/host-message.ts';
import { decodeText } from './decode-text.ts';
import type { ExtractedDocument, ExtractedPage } from './extracted-document.ts';
import { cleanText } from './markdown-table.ts';
import { messageOf, Unreadable } from './unreadable.ts';

/** Longer outputs are data; their first lines say what they are. A guess. */
const MAX_OUTPUT_CHARACTERS = 2000;

const textSchema = z.union([z.string(), z.array(z.string())]).transform((text) => {
  return typeof text === 'string' ? text : text.join('');
});
const outputSchema = z.looseObject({
  output_type: z.string().catch(''),
  text: textSchema.optional().catch(undefined),
  data: z.record(z.string(), z.unknown()).optional().catch(undefined),
  ename: z.string().optional().catch(undefined),
  evalue: z.string().optional().catch(undefined),
});
const cellSchema = z.looseObject({
  cell_type: z.string().catch('raw'),
  source: textSchema.catch(''),
  /** Where notebooks before version 4 keep their code. */
  input: textSchema.optional().catch(undefined),
  level: z.int().min(1).max(6).optional().catch(undefined),
  outputs: z.array(outputSchema).optional().catch(undefined),
});
const notebookSchema = z.looseObject({
  metadata: z
    .looseObject({
      kernelspec: z.looseObject({ language: z.string().optional() }).optional(),
      language_info: z.looseObject({ name: z.string().optional() }).optional(),
      title: z.string().optional(),
    })
    .optional()
    .catch(undefined),
  cells: z.array(cellSchema).optional(),
  worksheets: z.array(z.looseObject({ cells: z.array(cellSchema) })).optional(),
});
type Cell = z.infer<typeof cellSchema>;

/**
 * Reads a Jupyter notebook; a cell is a page: Markdown as it is, code fenced, the text of its outputs after it.
 *
 * @throws Unreadable `invalid` when it is no notebook, `no-text` when it has no cells
 */
export function readNotebook(bytes: Uint8Array): ExtractedDocument {
  const notebook = parseNotebook(decodeText(bytes));
  const cells = notebook.cells ?? notebook.worksheets?.flatMap((sheet) => sheet.cells) ?? [];
  if (cells.length === 0) throw new Unreadable('no-text', sentence('no-cells'));
  const { language_info: info, kernelspec, title: named } = notebook.metadata ?? {};
  const language = /^[\w+#-]+$/u.exec(info?.name ?? kernelspec?.language ?? '')?.[0] ?? '';
  const pages = cells.map((cell, index): ExtractedPage => {
    const text = cleanText(cellText(cell, language));
    return { page: index + 1, state: text.trim() === '' ? 'empty' : 'text', text };
  });
  const title = named ?? firstHeading(cells);
  return { shape: 'markdown', isPaged: true, unit: 'cell', pages, ...(title === undefined ? {} : { title }) };
}

function parseNotebook(text: string): z.infer<typeof notebookSchema> {
  try {
    return notebookSchema.parse(JSON.parse(text));
  } catch (thrown) {
    const why = thrown instanceof z.ZodError ? 'it has no list of cells' : messageOf(thrown);
    throw new Unreadable('invalid', sentence('notebook-damaged', { why }), thrown);
  }
}

function cellText(cell: Cell, language: string): string {
  const source = (cell.source === '' ? (cell.input ?? '') : cell.source).trimEnd();
  if (cell.cell_type === 'heading') return `${'#'.repeat(cell.level ?? 1)} ${source}\n`;
  if (cell.cell_type !== 'code') return source === '' ? '' : `${source}\n`;
  const outputs = (cell.outputs ?? []).map(outputText).filter((text) => text !== '');
  const code = source.trim() === '' ? [] : [fenced(source, language)];
  const blocks = [...code, ...outputs.map((text) => fenced(text, ''))];
  return blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`;
}

/** The part of an output that is text; pictures, widgets and pages of HTML have none that a reader needs twice. */
function outputText(output: z.infer<typeof outputSchema>): string {
  const plain = textSchema.safeParse(output.data?.['text/markdown'] ?? output.data?.['text/plain']);
  const error = output.ename === undefined ? '' : `${output.ename}: ${output.evalue ?? ''}`;
  const text = withoutColours(output.text ?? (plain.success ? plain.data : error)).trim();
  // "<Figure size 640x480 with 1 Axes>" names an object and says nothing about it.
  if (/^<[\w.]+(?: [^<>]*)?>$/u.test(text)) return '';
  if (text.length <= MAX_OUTPUT_CHARACTERS) return text;
  const cut = text.slice(0, MAX_OUTPUT_CHARACTERS);
  return `${cut.slice(0, Math.max(cut.lastIndexOf('\n'), MAX_OUTPUT_CHARACTERS / 2)).trimEnd()}\n…`;
}

/** Programs colour what they print with escape sequences, and redraw lines with carriage returns. */
function withoutColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
  return text.replace(/\u001b\[[\d;]*[A-Za-z]/gu, '').replace(/^.*\r(?!\n)/gmu, '');
}

function fenced(code: string, language: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/gu)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code}\n${fence}`;
}

function firstHeading(cells: readonly Cell[]): string | undefined {
  for (const cell of cells) {
    if (cell.cell_type === 'code') continue;
    const title = /^#{1,2}[ \t]+(.{1,300})$/mu
      .exec(cell.source)?.[1]
      ?.replace(/[*_`#]+/gu, '')
      .trim();
    if (title !== undefined && title !== '') return title.slice(0, 200);
  }
  return undefined;
}
