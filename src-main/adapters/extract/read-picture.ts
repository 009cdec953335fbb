import { sentence } from '../../../src-contract/host-message.ts';
import type { OcrText } from '../../services/library/ports.ts';
import type { ExtractedDocument } from './extracted-document.ts';
import { Unreadable } from './unreadable.ts';

/** A picture has the text that text recognition found in it. @throws Unreadable `no-text` */
export function readPicture(ocr: readonly OcrText[]): ExtractedDocument {
  const [read] = ocr;
  if (read === undefined || 'failed' in read || read.text.trim() === '') {
    const reason =
      read === undefined ? sentence('picture') : 'failed' in read ? read.failed : sentence('picture-without-text');
    throw new Unreadable('no-text', reason, undefined, [{ page: 1, state: 'empty', text: '' }]);
  }
  const { text, confidence } = read;
  return { shape: 'prose', isPaged: false, pages: [{ page: 1, state: 'ocr', text, confidence }] };
}
