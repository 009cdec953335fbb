import type { AnswerFindings, AnswerStatus, Citation } from '../../../src-contract/answer.ts';
import type { Conversation, Message } from '../../../src-contract/conversations.ts';

/** The conversation as data, in the words of the contract, with a version for readers to come. */
export function conversationToJson(conversation: Conversation): string {
  return `${JSON.stringify({ format: 'carrel-conversation', version: 1, ...conversation }, null, 2)}\n`;
}

/**
 * The conversation for people: each question a quotation under a heading, then the answer as it was written, then its
 * numbered sources with path and place.
 */
export function conversationToMarkdown(conversation: Conversation): string {
  const parts = [
    `# ${escapeLine(conversation.title)}`,
    `_${conversation.createdAt.slice(0, 10)} · exported from Carrel_`,
    ...conversation.items.flatMap(messageParts),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** A name that every file system takes: letters and digits of any script, dashes; never empty, never a device. */
export function exportFileName(title: string, extension: 'json' | 'md'): string {
  const words = title.normalize('NFC').match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  let name = '';
  for (const character of words.join('-')) {
    if (Buffer.byteLength(name + character) > 80) break; // 255 bytes is the limit; leave room for copies and prefixes
    name += character;
  }
  name = name.replace(/-+$/, '');
  // Windows reads these names as devices, whatever the extension.
  if (name === '' || /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(name)) name = `conversation${name && `-${name}`}`;
  return `${name}.${extension}`;
}

function messageParts(message: Message): string[] {
  if (message.role === 'user') {
    const quoted = message.text.split(/\r\n|\r|\n/).map((line) => `> ${line}`.trimEnd());
    return ['## Question', quoted.join('\n')];
  }
  const status = message.status === undefined ? [] : [`_${STATUS[message.status]}${missingOf(message)}_`];
  const notes = message.limits.map((limit) => `_Note: ${escapeLine(limit.message)}_`);
  const sources = message.citations.length === 0 ? [] : ['### Sources', message.citations.map(sourceLine).join('\n')];
  return [message.text.trim() === '' ? '_No answer._' : message.text.trim(), ...status, ...notes, ...sources];
}

const STATUS: Readonly<Record<AnswerStatus, string>> = {
  answered: 'The sources answer this.',
  partly: 'The sources answer this partly.',
  'not-in-sources': 'The sources do not answer this.',
};

function missingOf({ missing = [] }: AnswerFindings): string {
  return missing.length === 0 ? '' : ` Missing: ${missing.map(escapeLine).join('; ')}.`;
}

function sourceLine(citation: Citation): string {
  const { source, position, ocr } = citation;
  const read = ocr === undefined ? '' : `, read by OCR (${Math.round(ocr.confidence)} % sure)`;
  return `${citation.number}. ${escapeLine(source.title)} — ${code(source.path)}${place(position)}${read}`;
}

function place({ page, startLine, endLine }: Citation['position']): string {
  if (page !== undefined) return `, page ${page}`;
  if (startLine === undefined) return '';
  return endLine === undefined || endLine === startLine ? `, line ${startLine}` : `, lines ${startLine}–${endLine}`;
}

/** Text on one line in which Markdown and HTML mean nothing. */
function escapeLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|]/g, '\\$&');
}

/** A code span that holds any text: fenced by more backticks than stand in it. */
function code(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}
