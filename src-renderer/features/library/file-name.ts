/** The parts of a path that a row shows: the name of the file, and the folder (or archive) it is in. */
export interface PathParts {
  readonly name: string;
  readonly folder: string;
  /** The archive around a file, by its name. */
  readonly archive?: string;
}

const MEMBER = '!/';

/** Splits a path as the library writes it: separators of any system, `!/` before the path inside an archive. */
export function splitPath(path: string): PathParts {
  const inside = path.lastIndexOf(MEMBER);
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  const name = path.slice(cut + 1) || path;
  if (inside < 0) return { name, folder: cut <= 0 ? '' : path.slice(0, cut) };
  const archivePath = path.slice(0, inside);
  const archive = archivePath.slice(Math.max(archivePath.lastIndexOf('/'), archivePath.lastIndexOf('\\')) + 1);
  return { name, folder: path.slice(0, cut > inside + 1 ? cut : inside), archive };
}

/** The last two folders of a path, with an ellipsis for those before. */
export function shortFolder(folder: string): string {
  const parts = folder.split(/[\\/]/).filter((part) => part !== '');
  return parts.length <= 2 ? folder : `…/${parts.slice(-2).join('/')}`;
}
