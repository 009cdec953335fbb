/**
 * What the page may do: load its own files, nothing else.
 *
 * Inline styles are allowed because the component libraries write style elements; scripts are not, in any form.
 * `blob:` serves rendered pages of documents and the PDF worker. `socketOrigin` is named because older engines do not
 * take a WebSocket to the same host as `'self'`.
 */
function contentSecurityPolicy(socketOrigin: string | undefined): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'", // pdf.js decodes JPEG 2000 and JBIG2 in WebAssembly; no text is ever run
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self'${socketOrigin === undefined ? '' : ` ${socketOrigin}`}`,
    "manifest-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

/** For answers that are not pages: nothing in them may load, run or be framed. */
const CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'; sandbox";

const HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
  'x-dns-prefetch-control': 'off',
};

/** Adds the headers every answer carries; `kind` decides what the content may do. */
export function addSecurityHeaders(headers: Headers, kind: 'page' | 'content', socketOrigin?: string): void {
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  headers.set('content-security-policy', kind === 'page' ? contentSecurityPolicy(socketOrigin) : CLOSED_POLICY);
}
