import mammoth from 'mammoth';
import { sentence } from '../../../src-contract/host-message.ts';
import { type ExtractedDocument, onePage } from './extracted-document.ts';
import { htmlToText } from './html-to-text.ts';
import { messageOf, Unreadable } from './unreadable.ts';
import { openZip, tooLarge } from './zip-file.ts';

/** Word's own limit for a document is 512 MB with its pictures; its text parts are far smaller. */
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;

/**
 * Reads a Word document as Markdown text, without its pictures.
 *
 * @throws Unreadable `password`, `invalid` or `too-large`
 */
export async function readDocx(bytes: Uint8Array): Promise<ExtractedDocument> {
  refuseOldWord(bytes);
  await refuseBomb(bytes);
  const html = await toHtml(bytes);
  const { text } = htmlToText(html);
  const heading = /^# (.+)$/mu.exec(text)?.[1];
  return {
    shape: 'markdown',
    isPaged: false,
    pages: onePage(text),
    ...(heading === undefined ? {} : { title: heading }),
  };
}

async function toHtml(bytes: Uint8Array): Promise<string> {
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) },
      {
        convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
        externalFileAccess: false,
        includeEmbeddedStyleMap: false,
        styleMap: [
          "p[style-name='Title'] => h1:fresh",
          "p[style-name='Subtitle'] => p:fresh",
          'comment-reference => !',
        ],
      },
    );
    return value;
  } catch (thrown) {
    throw new Unreadable('invalid', sentence('word-damaged', { why: messageOf(thrown) }), thrown);
  }
}

/** Encrypted Word files, and old .doc files with a new name, are OLE containers instead of ZIP archives. */
function refuseOldWord(bytes: Uint8Array): void {
  const isOle = bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11 && bytes[3] === 0xe0;
  if (!isOle) return;
  const isEncrypted = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(
    Buffer.from('EncryptedPackage', 'utf16le'),
  );
  if (isEncrypted) {
    const reason = sentence('encrypted-word');
    throw new Unreadable('password', reason);
  }
  throw new Unreadable('invalid', sentence('old-word'));
}

/** mammoth inflates everything at once and believes the headers, so the bytes are counted first. */
async function refuseBomb(bytes: Uint8Array): Promise<void> {
  await using zip = await openZip(bytes);
  const declared = zip.members.reduce((sum, member) => sum + member.sizeBytes, 0);
  if (declared > MAX_UNPACKED_BYTES) throw tooLarge(declared, MAX_UNPACKED_BYTES);
  for (const member of zip.members) {
    if (member.refused?.status === 'too-large') throw new Unreadable('too-large', member.refused.reason);
    // Pictures are not read, only what mammoth parses; a member that lies about its size throws here.
    if (member.refused === undefined && /\.(?:xml|rels)$/u.test(member.path)) {
      await zip.read(member, MAX_UNPACKED_BYTES);
    }
  }
}
