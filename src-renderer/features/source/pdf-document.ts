import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy } from 'pdfjs-dist';
import type { SourceId } from '../../../src-contract/ids.ts';
import { originalAddress } from './original-bytes.ts';
import { fetchRange, OriginalRanges } from './original-ranges.ts';

GlobalWorkerOptions.workerSrc = new URL('pdfjs-dist/build/pdf.worker.min.mjs', import.meta.url).href;

/** Addresses of what PDFs need besides themselves: character maps, fonts, image decoders; shipped with the page. */
const ASSETS: Readonly<Record<string, string>> = byFileName({
  ...import.meta.glob<string>('../../../node_modules/pdfjs-dist/cmaps/*.bcmap', {
    query: '?url&no-inline',
    import: 'default',
    eager: true,
  }),
  ...import.meta.glob<string>('../../../node_modules/pdfjs-dist/wasm/{jbig2,openjpeg,qcms_bg}.wasm', {
    query: '?url&no-inline',
    import: 'default',
    eager: true,
  }),
  ...import.meta.glob<string>('../../../node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}', {
    query: '?url&no-inline',
    import: 'default',
    eager: true,
  }),
});

function byFileName(addresses: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(addresses).map(([path, url]) => [path.split('/').at(-1) ?? path, url]));
}

/** Hands pdf.js the files it asks for by name, whatever the bundler called them. */
class ShippedAssets {
  async fetch({ filename }: { readonly filename: string }): Promise<Uint8Array> {
    const address = ASSETS[filename];
    if (address === undefined) throw new Error(`${filename} is not shipped`);
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${filename} could not be read (${response.status})`);
    return new Uint8Array(await response.arrayBuffer());
  }
}

/** A PDF that is open; `close` frees its worker's memory. */
export interface OpenPdf {
  readonly document: PDFDocumentProxy;
  readonly close: () => void;
}

/** Enough for the page table of most files, so that one request opens them. Guess, unmeasured. */
const FIRST_BYTES = 256 * 1024;

/** Opens the original of a source; only the pages that are looked at are fetched. `onLost`: its bytes are gone. */
export async function openPdf(id: SourceId, signal: AbortSignal, onLost: () => void): Promise<OpenPdf> {
  const address = originalAddress(id);
  const first = await fetchRange(address, 0, FIRST_BYTES, signal);
  const task = getDocument({
    ...(first.bytes.length >= first.total
      ? { data: first.bytes }
      : { range: new OriginalRanges(address, first, signal, onLost) }),
    BinaryDataFactory: ShippedAssets,
    useWorkerFetch: false,
    disableAutoFetch: true,
    disableStream: true,
    enableXfa: false,
  });
  const close = (): void => void task.destroy();
  signal.addEventListener('abort', close);
  return { document: await task.promise, close };
}
