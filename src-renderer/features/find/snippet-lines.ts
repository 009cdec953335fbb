import type { Passage } from '../../../src-contract/passage.ts';
import type { CodeToken } from '../../lib/highlighter.ts';

/** Half-open UTF-16 ranges. */
type Ranges = Passage['highlights'];

/** A run of text that is lit or not. `scope` is what the highlighter calls it. */
export interface Run {
  readonly text: string;
  readonly isLit: boolean;
  readonly scope?: string;
}

/** Cuts a text into lit and plain runs; ranges that overlap or lie outside do no harm. */
export function litRuns(text: string, ranges: Ranges): Run[] {
  const runs: Run[] = [];
  let at = 0;
  for (const [start, end] of ranges.toSorted(([one], [other]) => one - other)) {
    const [from, to] = [Math.max(at, start), Math.min(text.length, end)];
    if (from >= to) continue;
    if (from > at) runs.push({ text: text.slice(at, from), isLit: false });
    runs.push({ text: text.slice(from, to), isLit: true });
    at = to;
  }
  if (at < text.length) runs.push({ text: text.slice(at), isLit: false });
  return runs;
}

/** A line of a code passage; the number is unknown until the file has been read. */
export interface SnippetLine {
  readonly number: number | undefined;
  readonly runs: readonly Run[];
}

/**
 * The lines of a code passage. With the text of the file, cut ends become whole lines and each line has its number.
 *
 * The count of lines is the same with and without the file, so nothing moves when it arrives.
 */
export function snippetLines(passage: Passage, file?: string): SnippetLine[] {
  const { snippet, highlights, position } = passage;
  const lead = snippet.startsWith('… ') ? 2 : 0;
  const tail = snippet.endsWith(' …') ? 2 : 0;
  const body = snippet.slice(lead, snippet.length - tail);
  const at = file?.indexOf(body, position.charStart) ?? -1;
  if (file === undefined || at < 0) {
    return cutLines(snippet, highlights, lead === 0 ? position.startLine : undefined);
  }
  const start = file.lastIndexOf('\n', at - 1) + 1;
  const next = file.indexOf('\n', at + body.length);
  const end = next < 0 ? file.length : next;
  const shift = at - start - lead;
  const moved = highlights.map(([from, to]): [number, number] => [from + shift, to + shift]);
  return cutLines(file.slice(start, end), moved, file.slice(0, start).split('\n').length);
}

function cutLines(text: string, ranges: Ranges, first: number | undefined): SnippetLine[] {
  let offset = 0;
  return text.split('\n').map((line, index) => {
    const from = offset;
    offset += line.length + 1;
    const own = ranges.map(([start, end]): [number, number] => [Math.max(0, start - from), end - from]);
    return { number: first === undefined ? undefined : first + index, runs: litRuns(withoutReturn(line), own) };
  });
}

/** Colours the runs of a line by its tokens; where both do not say the same text, the runs stay plain. */
export function colouredRuns(runs: readonly Run[], tokens: readonly CodeToken[] | undefined): readonly Run[] {
  if (tokens === undefined) return runs;
  const line = runs.map(({ text }) => text).join('');
  if (tokens.map(({ text }) => text).join('') !== line) return runs;
  const coloured: Run[] = [];
  let token = 0;
  let used = 0;
  for (const { text, isLit } of runs) {
    for (let at = 0; at < text.length; ) {
      const { text: all = '', scope } = tokens[token] ?? {};
      const part = text.slice(at, at + all.length - used);
      coloured.push(scope === undefined ? { text: part, isLit } : { text: part, isLit, scope });
      at += part.length;
      used += part.length;
      if (used >= all.length) [token, used] = [token + 1, 0];
    }
  }
  return coloured;
}

/**
 * What of a file is coloured for a passage: from where the passage begins, so that strings and comments that began
 * before the snippet are known, to the end of the last line shown. `skip` lines of it are not shown.
 */
export function codeToColour(
  { position }: Pick<Passage, 'position'>,
  lines: readonly SnippetLine[],
  file: string,
): { readonly text: string; readonly skip: number } | undefined {
  const [first, last] = [lines[0]?.number, lines.at(-1)?.number];
  if (first === undefined || last === undefined) return undefined;
  const all = file.split('\n');
  const from = Math.min(first, position.startLine ?? first);
  return {
    text: all
      .slice(from - 1, last)
      .map(withoutReturn)
      .join('\n'),
    skip: first - from,
  };
}

const withoutReturn = (line: string): string => line.replace(/\r$/, '');
