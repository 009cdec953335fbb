import { englishStem } from '../text/english-stem.ts';

/** Version of stems and hashes in an index; raised whenever any name would give others. */
export const STEMS_VERSION = 1;

const WORD = /[\p{Lu}\p{M}]+(?=\p{Lu}\p{Ll})|\p{Lu}?[\p{Ll}\p{M}]+|[\p{L}\p{M}]+/gu;
const ASCII = /^[a-z]+$/;
/** Data, not a name. A guess. */
const LONGEST = 200;

/**
 * The stems of the words that a name, a path or a title is made of: `HTTPServerError` gives http, server, error.
 *
 * Numbers are left out: they tell versions and copies apart, not subjects.
 */
export function nameStems(name: string): readonly string[] {
  const readable = name.length > LONGEST ? name.slice(0, LONGEST) : name;
  const stems = new Set<string>();
  for (const [word] of readable.matchAll(WORD)) stems.add(stemOf(word.toLowerCase()));
  return [...stems];
}

/** Agents and doers join what they do (`parser`, `parsing`, `parse`), which Porter's rules keep apart. */
export function stemOf(word: string): string {
  if (!ASCII.test(word)) return word;
  const stem = englishStem(word);
  const ending = /(?:or|er|e)$/.exec(stem)?.[0].length ?? 0;
  return stem.length - ending >= 3 ? stem.slice(0, stem.length - ending) : stem;
}

/** 32 bits of a text (FNV-1a over UTF-16 units): names are compared by it without being read. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash ^= text.charCodeAt(at);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}
