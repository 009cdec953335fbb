import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/types/src/display/api.js';
import { sentence } from '../../../src-contract/host-message.ts';
import { messageOf, Unreadable } from './unreadable.ts';

type PdfJs = typeof import('pdfjs-dist/legacy/build/pdf.mjs');

let loading: Promise<PdfJs> | undefined;

/**
 * pdf.js, loaded once in a thread and set up to run in it.
 *
 * The stand-ins come first: without them pdf.js loads a native canvas in plain Node and fails in Electron. Extracting
 * text needs neither, and native code that reads untrusted bytes has no place in a thread.
 */
function loadPdfJs(): Promise<PdfJs> {
  loading ??= (async () => {
    const scope = globalThis as unknown as Record<string, unknown>;
    scope.DOMMatrix ??= class DOMMatrix {};
    scope.Path2D ??= class Path2D {};
    // Importing the worker here lets pdf.js find it in this thread instead of looking for its file.
    scope.pdfjsWorker ??= await import('pdfjs-dist/legacy/build/pdf.worker.mjs');
    return import('pdfjs-dist/legacy/build/pdf.mjs');
  })();
  return loading;
}

/** An open PDF. */
export interface PdfDocument extends AsyncDisposable {
  readonly pageCount: number;
  /** @throws whatever pdf.js throws for a damaged page */
  page(number: number): Promise<PDFPageProxy>;
  /** The title in the file's own metadata, unchecked. */
  metadataTitle(): Promise<string | undefined>;
}

/** How a PDF is opened, besides its bytes. */
export interface PdfOptions {
  readonly password?: string;
  /** Draws its pages, images included, on canvases of this maker; `maxImageSize` in pixels. Text alone without it. */
  readonly drawing?: { readonly CanvasFactory: new () => object; readonly maxImageSize: number };
}

/**
 * Opens a PDF with pdf.js, without scripts, network, system fonts or, unless it is for drawing, images.
 *
 * `pdfjsFolder` is the folder of the package `pdfjs-dist`, for its character maps and standard fonts. The bytes must
 * not be used afterwards.
 *
 * @throws Unreadable `password` or `invalid`
 */
export async function openPdf(
  bytes: Uint8Array,
  pdfjsFolder: string,
  { password, drawing }: PdfOptions = {},
): Promise<PdfDocument> {
  const { getDocument, PasswordException, PasswordResponses, VerbosityLevel } = await loadPdfJs();
  const task = getDocument({
    data: bytes,
    ...(password === undefined ? {} : { password }),
    cMapUrl: join(pdfjsFolder, 'cmaps') + sep,
    cMapPacked: true,
    standardFontDataUrl: join(pdfjsFolder, 'standard_fonts') + sep,
    BinaryDataFactory: PackageFiles,
    useWorkerFetch: false,
    useSystemFonts: false,
    disableFontFace: true,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    // Pictures of scans are often in formats that pdf.js decodes by WebAssembly (JBIG2, JPEG 2000).
    useWasm: drawing !== undefined,
    wasmUrl: join(pdfjsFolder, 'wasm') + sep,
    enableXfa: false,
    maxImageSize: drawing?.maxImageSize ?? 1,
    ...(drawing === undefined ? {} : { CanvasFactory: drawing.CanvasFactory }),
    stopAtErrors: false,
    verbosity: VerbosityLevel.ERRORS,
  } as Parameters<typeof getDocument>[0]);
  try {
    const document: PDFDocumentProxy = await task.promise;
    return {
      pageCount: document.numPages,
      page: (number) => document.getPage(number),
      metadataTitle: () => metadataTitle(document),
      [Symbol.asyncDispose]: () => task.destroy(),
    };
  } catch (thrown) {
    await task.destroy();
    if (!(thrown instanceof PasswordException)) {
      throw new Unreadable('invalid', sentence('pdf-damaged', { why: messageOf(thrown) }), thrown);
    }
    const isWrong = (thrown as { code?: number }).code === PasswordResponses.INCORRECT_PASSWORD;
    const reason = isWrong ? sentence('password-wrong') : sentence('password-wanted');
    throw new Unreadable('password', reason, thrown);
  }
}

/** Hands pdf.js the files of its own package, by name. */
class PackageFiles {
  readonly cMapUrl: string | null;
  readonly standardFontDataUrl: string | null;
  readonly wasmUrl: string | null;

  constructor(folders: Pick<PackageFiles, 'cMapUrl' | 'standardFontDataUrl' | 'wasmUrl'>) {
    this.cMapUrl = folders.cMapUrl;
    this.standardFontDataUrl = folders.standardFontDataUrl;
    this.wasmUrl = folders.wasmUrl;
  }

  async fetch({ kind, filename }: { readonly kind: string; readonly filename: string }): Promise<Uint8Array> {
    const folder = kind === 'cMapUrl' || kind === 'standardFontDataUrl' || kind === 'wasmUrl' ? this[kind] : null;
    // The name of a character map comes from the document.
    if (folder === null || !/^[\w-][\w.-]*$/u.test(filename)) throw new Error(`No such file of pdf.js: ${filename}`);
    return new Uint8Array(await readFile(folder + filename));
  }
}

async function metadataTitle(document: PDFDocumentProxy): Promise<string | undefined> {
  try {
    const { info } = await document.getMetadata();
    const title = (info as Record<string, unknown>).Title;
    return typeof title === 'string' ? title : undefined;
  } catch {
    return undefined; // damaged metadata is no reason to refuse the text
  }
}
