const MAX_PATH_LENGTH = 1000;
/** Control characters, line separators, and the marks that turn the direction of text, which hide what a name is. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;
/** `C:` in front of a name, however often. */
const DRIVES = /^(?:\s*[a-z]:)+/iu;

/**
 * The path inside a dropped folder that a name from outside means, with forward slashes.
 *
 * Nothing in it leads elsewhere: no root, drive, `.` or `..`, nothing unseen, and no folder that ends in "!", because
 * "!/" leads into archives. Of a path that is too long the outer folders go.
 */
export function relativePath(name: string): string {
  const parts = name
    .replaceAll(UNSEEN, '')
    .replaceAll('\\', '/')
    .replaceAll(/[!\s]+\//gu, '/')
    .split('/')
    .map((part) => part.replace(DRIVES, '').trim())
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  let path = parts.join('/');
  for (const part of parts.slice(0, -1)) {
    if (path.length <= MAX_PATH_LENGTH) break;
    path = path.slice(part.length + 1);
  }
  return path.length <= MAX_PATH_LENGTH ? path || 'upload' : shorten(path);
}

/** No file system has names of this length; the end is kept because the format is read from it. */
function shorten(name: string): string {
  return relativePath(name.slice(-MAX_PATH_LENGTH).toWellFormed());
}
