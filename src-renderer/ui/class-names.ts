/** Joins class names, leaving out what is false or absent. */
export function classNames(...names: ReadonlyArray<string | false | undefined>): string {
  return names.filter((name) => typeof name === 'string' && name !== '').join(' ');
}
