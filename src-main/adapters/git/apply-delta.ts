/**
 * Puts a delta on its base (gitformat-pack, "Deltified representation").
 *
 * A few bytes of copy commands can ask for any size: nothing is made of a delta that claims more than `largest` bytes,
 * and nothing beyond what it claims.
 *
 * @returns undefined when the delta is not of this base, is damaged or too large
 * @throws RangeError when it ends before its commands do
 */
export function applyDelta(base: Buffer, delta: Buffer, largest: number): Buffer | undefined {
  const place = { at: 0 };
  if (readSize(delta, place) !== base.length) return undefined;
  const size = readSize(delta, place);
  if (!(size <= largest)) return undefined; // so written, a size that is no number is refused too
  const result = Buffer.alloc(size);
  let made = 0;
  while (place.at < delta.length) {
    const part = nextPart(base, delta, place);
    if (part.length === 0 || made + part.length > size) return undefined;
    made += part.copy(result, made);
  }
  return made === size ? result : undefined;
}

/** Seven bits a byte, the lowest first. */
function readSize(delta: Buffer, place: { at: number }): number {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = delta.readUInt8(place.at++);
    value += (byte & 0x7f) * factor;
    if ((byte & 0x80) === 0) return value;
  }
}

/** What one command adds: bytes of the base, or its own. */
function nextPart(base: Buffer, delta: Buffer, place: { at: number }): Buffer {
  const command = delta.readUInt8(place.at++);
  if ((command & 0x80) === 0) {
    place.at += command;
    return delta.subarray(place.at - command, place.at);
  }
  let [offset, length] = [0, 0];
  for (let n = 0; n < 4; n++) if ((command & (1 << n)) !== 0) offset += delta.readUInt8(place.at++) * 256 ** n;
  for (let n = 0; n < 3; n++) if ((command & (16 << n)) !== 0) length += delta.readUInt8(place.at++) * 256 ** n;
  return base.subarray(offset, offset + (length === 0 ? 0x10000 : length));
}
