/*
 * Files that nobody wrote: generated, minified, or no text at all.
 *
 * Judged by name, then by the first bytes. Documents (PDF, DOCX, Markdown, plain text) are never judged by content: who
 * puts them into a folder wants them, and a damaged one is told as damaged. Cost: one pass over at most 4 KB.
 */

/** Why one file is left out. */
export type FileVerdict = 'generated' | 'minified' | 'binary';

/** How much of a file is looked at. Licence headers before a mark are rarely longer. Guess, unmeasured. */
export const HEAD_BYTES = 4096;

/** What package managers write: https://github.com/github-linguist/linguist/blob/main/lib/linguist/generated.rb. */
const LOCKFILES: ReadonlySet<string> = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'deno.lock',
  'Cargo.lock',
  'composer.lock',
  'Gemfile.lock',
  'Podfile.lock',
  'poetry.lock',
  'pdm.lock',
  'uv.lock',
  'Pipfile.lock',
  'pubspec.lock',
  'packages.lock.json',
  'mix.lock',
  'flake.lock',
  'gradle.lockfile',
  'go.sum',
]);

const GENERATED_NAME =
  /\.(?:js|css|mjs|cjs)\.map$|\.pb\.(?:go|cc|h)$|_pb2(?:_grpc)?\.pyi?$|\.g\.dart$|\.designer\.cs$/iu;
const MINIFIED_NAME = /[.-]min\.(?:js|mjs|cjs|css)$/iu;

/** Lines of a file on which a mark counts: it stands in the header, not in code that looks for such marks. */
const HEADER_LINES = 40;
const COMMENT = /^\s*(?:\/\/|\/\*|\*|#|--|;|%|<!--|"""|'''|REM\b|\(\*)/u;
const MARK = /@generated\b/u;
const GENERATED = /\b(?:auto-?)?generated\b/iu;
const HANDS_OFF = /\bdo(?:n't| not) (?:edit|modify|change)\b/iu;

/** Minifiers write lines of thousands of characters; people's longest are data literals in the hundreds. Guess. */
const MINIFIED_LINE = 1000;
/** Languages whose files are minified. In others a long line is data. */
const MINIFIABLE: ReadonlySet<string> = new Set(['javascript', 'typescript', 'css', 'scss', 'less']);

/** Judges a file by its name alone. */
export function judgeFileName(name: string): FileVerdict | undefined {
  if (LOCKFILES.has(name) || GENERATED_NAME.test(name)) return 'generated';
  return MINIFIED_NAME.test(name) ? 'minified' : undefined;
}

/**
 * Judges a file by its first bytes.
 *
 * `head` is at most `HEAD_BYTES` long. `language` is the id of its programming language; undefined for a file whose
 * name says nothing, which is judged only as text or not.
 */
export function judgeFileHead(head: Uint8Array, language: string | undefined): FileVerdict | undefined {
  if (isBinary(head)) return 'binary';
  if (language === undefined) return undefined;
  const text = new TextDecoder('latin1').decode(head);
  if (isGenerated(text)) return 'generated';
  return MINIFIABLE.has(language) && isMinified(text) ? 'minified' : undefined;
}

/**
 * Whether bytes are surely not text: zeros that are not those of UTF-16 or UTF-32, or many control characters.
 *
 * Bytes that are not UTF-8 are no proof: old files are in other encodings, and the reader detects those.
 */
function isBinary(head: Uint8Array): boolean {
  const [first, second] = head;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return false;
  let controls = 0;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < head.length; at += 1) {
    const byte = head[at]!;
    if (byte >= 32) continue;
    if (byte === 0 && at % 2 === 0) even += 1;
    else if (byte === 0) odd += 1;
    else if (byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 27) controls += 1;
  }
  const isUtf16 = Math.min(even, odd) === 0 && Math.max(even, odd) > head.length * 0.4;
  if (even + odd > 0 && !isUtf16) return true;
  return controls > Math.max(8, head.length / 20); // old text files hold a stray control character here and there
}

/** The wording varies, and the sentence may run over two lines; so both halves are looked for in the comments on top. */
function isGenerated(text: string): boolean {
  const header: string[] = [];
  for (const line of text.split('\n', HEADER_LINES)) {
    if (COMMENT.test(line)) header.push(line);
    else if (line.trim() !== '') break;
  }
  const comments = header.join('\n');
  return MARK.test(comments) || (GENERATED.test(comments) && HANDS_OFF.test(comments));
}

function isMinified(text: string): boolean {
  if (text.length < MINIFIED_LINE) return false;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return (
    text.length / Math.max(1, lines.length) > MINIFIED_LINE / 2 && lines.some((line) => line.length > MINIFIED_LINE)
  );
}
