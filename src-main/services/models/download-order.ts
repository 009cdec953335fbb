import { Failure } from '../../../src-contract/failure.ts';
import type { CatalogueModel } from '../../../src-contract/models.ts';
import type { DownloadOrder } from './ports.ts';

/**
 * What exactly is to be fetched.
 *
 * @param mirror address that stands in for the host of the catalogue's addresses; empty: none
 * @throws Failure `invalid-input`, `not-found` for an id the catalogue does not have
 */
export function orderOf(
  input: { readonly from: string; readonly fileName?: string | undefined; readonly sha256?: string | undefined },
  catalogue: readonly CatalogueModel[],
  mirror: string,
): Omit<DownloadOrder, 'folder'> {
  const { from } = input;
  const known = catalogue.find(({ id }) => id === from);
  if (known === undefined && !from.includes('://')) {
    throw new Failure('not-found', `There is no "${from}" in the catalogue. Take one of its ids, or give an address.`, {
      reason: 'models/not-in-catalogue',
    });
  }
  const url = addressOf(known === undefined ? from : mirrored(known.url, mirror));
  const fileName = input.fileName ?? known?.fileName ?? nameIn(url);
  if (!/^[^./\\:*?"<>|\p{Cc}][^/\\:*?"<>|\p{Cc}]*\.gguf$/iu.test(fileName)) {
    throw bad(
      `"${fileName}" is no name for a model. Name a file that ends in .gguf; ONNX models are added as folders.`,
    );
  }
  const sha256 = (input.sha256 ?? known?.sha256)?.toLowerCase();
  return { url: url.href, fileName, ...(sha256 === undefined ? {} : { sha256 }) };
}

/** The path of an address below another host: `https://mirror/hf` + `/owner/name/…`. */
function mirrored(url: string, mirror: string): string {
  if (mirror.trim() === '') return url;
  return mirror.trim().replace(/\/+$/, '') + new URL(url).pathname;
}

function addressOf(text: string): URL {
  const url = URL.parse(text);
  if (url === null) throw bad(`"${text}" is no address.`);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHere(url.hostname))) {
    throw bad('Models are fetched with https only, so that nobody on the way can change them.');
  }
  if (url.username !== '' || url.password !== '') throw bad('An address with a name and password is not taken.');
  return url;
}

const isHere = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);

function nameIn(url: URL): string {
  const last = url.pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last; // not encoded as addresses are; the name is checked next
  }
}

function bad(message: string): Failure {
  return new Failure('invalid-input', message, { reason: 'models/bad-address' });
}
