/** The parts of a path; joined they are the path again. */
export interface PathParts {
  /** Up to and with the last slash of either kind; empty without one. */
  readonly folder: string;
  /** The file name before its last dot; the whole name when it begins with its only dot. */
  readonly base: string;
  /** From the last dot; empty without one. */
  readonly extension: string;
}

export function splitPath(path: string): PathParts {
  const slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  const name = path.slice(slash + 1);
  const dot = name.lastIndexOf('.');
  const end = dot > 0 ? dot : name.length;
  return { folder: path.slice(0, slash + 1), base: name.slice(0, end), extension: name.slice(end) };
}

/** The deepest folder (ending in its slash) that holds both; empty when they share none. */
export function commonFolder(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return splitPath(one.slice(0, at)).folder;
}
