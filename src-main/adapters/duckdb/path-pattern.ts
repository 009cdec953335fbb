/**
 * The regular expression (RE2, over lower-case paths with forward slashes) of a path filter.
 *
 * Without wildcards the filter is a part of the path. With them it is a glob that must fit the end of the path, from
 * the start of a name: `*.pdf`, `notes/**`; one that begins with a slash or a drive fits the whole path. `**` crosses
 * folders, `*` and `?` do not.
 */
export function pathPattern(filter: string): string {
  const glob = filter.trim().replaceAll('\\', '/').toLowerCase();
  if (!/[*?]/.test(glob)) return escapeLiteral(glob);
  const isAbsolute = /^(?:\/|[a-z]:\/)/.test(glob);
  return `${isAbsolute ? '^' : '(?:^|/)'}${translate(glob)}$`;
}

function translate(glob: string): string {
  return glob.replaceAll(/\*\*\/|\*\*|\*|\?|[^*?]+/g, (token) => {
    if (token === '**/') return '(?:.*/)?';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    return escapeLiteral(token);
  });
}

function escapeLiteral(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
