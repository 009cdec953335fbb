import { analyse } from 'chardet';
import iconv from 'iconv-lite';
import { sentence } from '../../../src-contract/host-message.ts';
import { Unreadable } from './unreadable.ts';

/** Bytes looked at to guess an encoding; more makes it slower, not surer. A guess. */
const SAMPLE_BYTES = 64 * 1024;
/** Below this, detection is a coin toss; Windows-1252 decodes anything and is the likeliest by far. A guess. */
const MIN_CONFIDENCE = 20;
const LIKELIEST = 'windows-1252';

/**
 * Turns the bytes of a text file into text: by its byte order mark, as UTF-8 when it is that, else by detection.
 *
 * @throws Unreadable `invalid` when the bytes are not text in any encoding
 */
export function decodeText(bytes: Uint8Array): string {
  const marked = decodeMarked(bytes);
  if (marked !== undefined) return marked;
  if (isUtf16WithoutMark(bytes)) return new TextDecoder(bytes[0] === 0 ? 'utf-16be' : 'utf-16le').decode(bytes);
  if (looksBinary(bytes)) throw new Unreadable('invalid', sentence('holds-binary'));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decodeDetected(bytes); // not UTF-8: the usual case for old files, not an error
  }
}

/** Whether bytes are surely not text: control characters that no text has, in the first part of the file. */
export function looksBinary(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  let controls = 0;
  for (let at = 0; at < sample.length; at += 1) {
    const byte = sample[at]!;
    if (byte >= 32) continue;
    if (byte === 0) return true;
    if (byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 27) controls += 1;
  }
  // Old text files hold a stray control character here and there.
  return controls > Math.max(2, sample.length / 200);
}

function decodeMarked(bytes: Uint8Array): string | undefined {
  const [first, second, third, fourth] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return new TextDecoder('utf-8').decode(bytes);
  if (first === 0xff && second === 0xfe && third === 0 && fourth === 0 && bytes.length >= 8) {
    return iconv.decode(Buffer.from(bytes), 'utf-32le');
  }
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return undefined;
}

/** UTF-16 of mostly Latin text without its mark: every second byte is zero. */
function isUtf16WithoutMark(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, 2048);
  if (sample.length < 8 || bytes.length % 2 !== 0) return false;
  let even = 0;
  let odd = 0;
  sample.forEach((byte, index) => {
    if (byte !== 0) return;
    if (index % 2 === 0) even += 1;
    else odd += 1;
  });
  const half = sample.length / 2;
  return (odd > half * 0.9 && even === 0) || (even > half * 0.9 && odd === 0);
}

function decodeDetected(bytes: Uint8Array): string {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const usable = analyse(sample).filter(({ name }) => isUsable(name));
  const candidates = usable.filter(({ confidence }) => confidence >= MIN_CONFIDENCE);
  // A short text convinces nobody; then the likeliest in which every byte has a meaning is better than one with holes.
  const isWhole = ({ name }: { readonly name: string }) => decodesWhole(sample, name);
  const best = [...candidates, { name: LIKELIEST }, ...usable].find(isWhole) ?? candidates[0];
  const text = iconv.decode(Buffer.from(bytes), best?.name ?? LIKELIEST);
  if (text.includes('\0')) throw new Unreadable('invalid', sentence('holds-binary'));
  return text;
}

function isUsable(name: string): boolean {
  // Bytes that are not valid UTF-8 may still score as it; UTF-16 and UTF-32 were settled by their zeros.
  return !name.toUpperCase().startsWith('UTF') && iconv.encodingExists(name);
}

/** Whether every byte has a meaning in the encoding, and none is a control character; the last may be cut. */
function decodesWhole(sample: Uint8Array, name: string): boolean {
  const text = iconv.decode(Buffer.from(sample), name).replace(/\ufffd$/u, '');
  return !/[\ufffd\u0080-\u009f]/u.test(text);
}
