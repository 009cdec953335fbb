import { createRequire } from 'node:module';
import { sentence } from '../../../src-contract/host-message.ts';
import { openPdf, type PdfDocument } from '../extract/pdf-document.ts';
import { messageOf, Unreadable } from '../extract/unreadable.ts';
import { imageSize } from './image-size.ts';

type Canvas = typeof import('@napi-rs/canvas');

/** A page drawn on white, as PNG. `scale`: pixels a point. `width` and `height` are those of the page in points. */
export interface PagePicture {
  readonly png: Buffer;
  readonly scale: number;
  readonly width: number;
  readonly height: number;
}

/** Tesseract is trained on about this (https://tesseract-ocr.github.io/tessdoc/ImproveQuality.html, "Rescaling"). */
const DOTS_PER_INCH = 300;
const POINTS_PER_INCH = 72;
/** An A4 page at 300 dpi has 8.7 megapixels; larger pages are drawn coarser. A guess. */
const MAX_PIXELS = 12_000_000;
/** What a picture may unpack to. 100 megapixels are 400 MB; a scan of A3 at 600 dpi has 70. */
const MAX_SOURCE_PIXELS = 100_000_000;

let loaded: Canvas | undefined;

/** The canvas that pdf.js brings along. Loaded in the child only: native code that decodes untrusted pictures. */
function canvasModule(): Canvas {
  loaded ??= createRequire(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))(
    '@napi-rs/canvas',
  ) as Canvas;
  return loaded;
}

/** Opens a PDF whose pages can be drawn. @throws Unreadable */
export function openForDrawing(bytes: Uint8Array, pdfjsFolder: string, password?: string): Promise<PdfDocument> {
  const { createCanvas, DOMMatrix, Path2D, ImageData } = canvasModule();
  Object.assign(globalThis, { DOMMatrix, Path2D, ImageData });
  /** What pdf.js asks of a maker of canvases (its BaseCanvasFactory). */
  class CanvasFactory {
    create(width: number, height: number) {
      const canvas = createCanvas(Math.max(1, width), Math.max(1, height));
      return { canvas, context: canvas.getContext('2d') };
    }
    getNoAlphaContext(canvas: ReturnType<typeof createCanvas>) {
      return canvas.getContext('2d', { alpha: false });
    }
    reset(pair: { canvas: { width: number; height: number } }, width: number, height: number): void {
      pair.canvas.width = width;
      pair.canvas.height = height;
    }
    destroy(pair: { canvas: { width: number; height: number } }): void {
      pair.canvas.width = 0;
      pair.canvas.height = 0;
    }
  }
  return openPdf(bytes, pdfjsFolder, {
    ...(password === undefined ? {} : { password }),
    drawing: { CanvasFactory, maxImageSize: MAX_SOURCE_PIXELS },
  });
}

/** Draws a page upright, as a reader sees it. @throws Unreadable `invalid` for a damaged page */
export async function drawPdfPage(document: PdfDocument, number: number): Promise<PagePicture> {
  try {
    const page = await document.page(number);
    const { width, height } = page.getViewport({ scale: 1 });
    const scale = scaleFor(width, height, DOTS_PER_INCH / POINTS_PER_INCH);
    const viewport = page.getViewport({ scale });
    const canvas = canvasModule().createCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height));
    const drawing = { canvas: canvas as unknown as HTMLCanvasElement, viewport, background: 'white' };
    await page.render(drawing).promise;
    page.cleanup();
    return { png: canvas.toBuffer('image/png'), scale, width, height };
  } catch (thrown) {
    throw new Unreadable('invalid', sentence('page-not-drawn', { why: messageOf(thrown) }), thrown);
  }
}

/** Decodes a picture and puts it on white; one pixel counts as one point. @throws Unreadable */
export async function drawPicture(bytes: Uint8Array): Promise<PagePicture> {
  const size = imageSize(bytes);
  if (size === undefined || size.width < 1 || size.height < 1) {
    throw new Unreadable('invalid', sentence('picture-unknown'));
  }
  if (size.width * size.height > MAX_SOURCE_PIXELS) {
    const megapixels = Math.round((size.width * size.height) / 1e6);
    throw new Unreadable('too-large', sentence('picture-too-large', { megapixels }));
  }
  const { createCanvas, loadImage } = canvasModule();
  try {
    const image = await loadImage(Buffer.from(bytes));
    const { width, height } = image;
    const scale = scaleFor(width, height, 1);
    const canvas = createCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
    const context = canvas.getContext('2d');
    context.fillStyle = 'white';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return { png: canvas.toBuffer('image/png'), scale, width, height };
  } catch (thrown) {
    throw new Unreadable('invalid', sentence('picture-damaged', { why: messageOf(thrown) }), thrown);
  }
}

function scaleFor(width: number, height: number, wanted: number): number {
  return Math.min(wanted, Math.sqrt(MAX_PIXELS / Math.max(1, width * height)));
}
