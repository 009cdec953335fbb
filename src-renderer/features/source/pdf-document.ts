import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy } from 'pdfjs-dist';
import type { SourceId } from '../../../src-contract/ids.ts';
import { authorization } from '../../lib/tab-key.ts';
import { originalAddress } from './original-bytes.ts';

GlobalWorkerOptions.workerSrc = new URL('pdfjs-dist/build/pdf.worker.min.mjs', import.meta.url).href;

/** Addresses of the character maps and fonts that PDFs may leave out, by file name; shipped with the page. */
const ASSETS: Readonly<Record<string, string>> = byFileName({
  ...import.meta.glob<string>('../../../node_modules/pdfjs-dist/cmaps/*.bcmap', {
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

/** Opens the original of a source; only the pages that are looked at are fetched. */
export async function openPdf(id: SourceId, signal: AbortSignal): Promise<OpenPdf> {
  const task = getDocument({
    url: originalAddress(id),
    httpHeaders: authorization(),
    BinaryDataFactory: ShippedAssets,
    useWorkerFetch: false,
    useWasm: false, // the page's policy forbids WebAssembly that is compiled at run time
    disableAutoFetch: true,
    disableStream: true,
    enableXfa: false,
  });
  const close = (): void => void task.destroy();
  signal.addEventListener('abort', close);
  return { document: await task.promise, close };
}
