import { hash } from 'node:crypto';
import type { CodeFacts } from '../../engine/code/code-facts.ts';
import { type CodeReading, readMarks } from '../../engine/code/read-marks.ts';
import type { CodeParser } from '../tree-sitter/code-parser.ts';
import { decodeText } from './decode-text.ts';
import { type ExtractedDocument, onePage } from './extracted-document.ts';

/**
 * Beyond this share of text in error nodes the tree says more about the grammar than about the file: macros in C
 * headers, templates in front of JSON. Most headers have some error node, so that their presence says nothing.
 */
const MAX_ERROR_SHARE = 0.3;

/** Reads source code: its text, and, where its grammar is known, where it may be cut and what it defines. */
export async function readCode(
  bytes: Uint8Array,
  file: { readonly name: string; readonly language: string },
  parser: CodeParser,
): Promise<ExtractedDocument> {
  const text = decodeText(bytes);
  const plain: ExtractedDocument = { shape: 'code', isPaged: false, pages: onePage(text) };
  const marks = await parser.parse({ ...file, text });
  if (marks === undefined) return plain;
  const reading = readMarks(text, marks, file.language);
  const codeFacts = withHashes(text, reading);
  // What the tree holds between the errors is still true; where it ends may not be a place to cut.
  return reading.errorShare > MAX_ERROR_SHARE
    ? { ...plain, codeFacts }
    : { ...plain, outline: reading.outline, codeFacts };
}

function withHashes(text: string, { units, references }: CodeReading): CodeFacts {
  return {
    units: units.map((unit) => ({ ...unit, hash: hash('sha256', text.slice(unit.charStart, unit.charEnd)) })),
    references,
  };
}
