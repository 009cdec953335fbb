import type { CodeReference } from '../../engine/code/code-facts.ts';

const FIELD_END = '\u001f';
const ROW_END = '\u001e';

/** The mentions of one source as the catalog keeps them and the graph reads them (FactRows in services/graph/ports.ts). */
export function mentionsAsText(references: readonly CodeReference[]): string {
  const rows = references.map(({ from, relationship, name, qualifier, module, alias, line }) =>
    [from, relationship, plain(name), plain(qualifier), plain(module), plain(alias), line].join(FIELD_END),
  );
  return rows.join(ROW_END);
}

/** Code that holds the separators is not written by people; its names lose them. */
function plain(text: string): string {
  return text.includes(FIELD_END) || text.includes(ROW_END)
    ? text.replaceAll(FIELD_END, '').replaceAll(ROW_END, '')
    : text;
}
