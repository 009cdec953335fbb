import { sentence } from '../../../src-contract/host-message.ts';
import { createMemberReader } from '../extract/archive.ts';
import type { PdfDocument } from '../extract/pdf-document.ts';
import { readBytes } from '../extract/source-bytes.ts';
import { messageOf, Unreadable } from '../extract/unreadable.ts';
import type { OcrReply, OcrRequest } from './ocr-messages.ts';
import { drawPdfPage, drawPicture, openForDrawing, type PagePicture } from './page-picture.ts';
import { createRecogniser, type Recogniser } from './recognise.ts';

/** The child's side: one page at a time. The PDF stays open between its pages. */
export function createOcrSession(): (request: OcrRequest) => Promise<OcrReply> {
  const members = createMemberReader();
  let recogniser: Recogniser | undefined;
  let opened: { readonly key: string; readonly document: PdfDocument } | undefined;

  async function pictureOf(request: OcrRequest): Promise<PagePicture> {
    const { target, page, pdfjsFolder, maxBytes } = request;
    const key = JSON.stringify([target.file, target.member, target.password]);
    if (opened?.key !== key) {
      await opened?.document[Symbol.asyncDispose]();
      opened = undefined;
      const bytes = await readBytes(target, maxBytes, members);
      if (Buffer.from(bytes.subarray(0, 1024)).indexOf('%PDF-') < 0) return drawPicture(bytes);
      opened = { key, document: await openForDrawing(bytes, pdfjsFolder, target.password) };
    }
    if (page > opened.document.pageCount) throw new Unreadable('invalid', sentence('pdf-no-page', { page }));
    return drawPdfPage(opened.document, page);
  }

  return async (request) => {
    const { id, dataFolder, languages } = request;
    try {
      recogniser ??= createRecogniser(dataFolder);
      return { kind: 'read', id, page: await recogniser.read(await pictureOf(request), languages) };
    } catch (thrown) {
      if (thrown instanceof Unreadable) return { kind: 'refused', id, status: thrown.status, reason: thrown.message };
      return {
        kind: 'refused',
        id,
        status: 'invalid',
        reason: sentence('ocr-page-failed', { why: messageOf(thrown) }),
      };
    }
  };
}
