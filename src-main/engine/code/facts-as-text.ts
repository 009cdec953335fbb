import type { CodeFacts } from './code-facts.ts';

/**
 * What a file defines and mentions, as the catalog keeps it and the graph reads it: fields between unit separators
 * (U+001F), rows between record separators (U+001E).
 *
 * They are only ever read together. As values they would be copied between threads and bound to the database one by one.
 */
export interface FactTexts {
  /** Kind, name, namespace, first and last line, first character and the one behind the last, of each
   * definition; then "declaration" where it is one. */
  readonly units: string;
  /** The hash of each definition, in the same order. */
  readonly unitHashes: string;
  /** Ordinal of the definition around it, relationship, name, qualifier, module, alias and line, of each mention. */
  readonly mentions: string;
}

const FIELD_END = '\u001f';
const ROW_END = '\u001e';

/** The definitions and mentions of one file as text, in their order. */
export function factsAsText({ units, references }: CodeFacts): FactTexts {
  const rows = units.map(({ kind, name, namespace, startLine, endLine, charStart, charEnd, isDeclaration }) => {
    const place = startLine + FIELD_END + endLine + FIELD_END + charStart + FIELD_END + charEnd;
    const row = kind + FIELD_END + plain(name) + FIELD_END + plain(namespace) + FIELD_END + place;
    return isDeclaration === true ? `${row}${FIELD_END}declaration` : row;
  });
  const mentions = references.map(({ from, relationship, name, qualifier, module, alias, line }) => {
    const said = plain(name) + FIELD_END + plain(qualifier) + FIELD_END + plain(module) + FIELD_END + plain(alias);
    return from + FIELD_END + relationship + FIELD_END + said + FIELD_END + line;
  });
  return {
    units: rows.join(ROW_END),
    unitHashes: units.map(({ hash }) => hash).join(ROW_END),
    mentions: mentions.join(ROW_END),
  };
}

/** Code that holds the separators is not written by people; its names lose them. */
function plain(text: string): string {
  return text.includes(FIELD_END) || text.includes(ROW_END)
    ? text.replaceAll(FIELD_END, '').replaceAll(ROW_END, '')
    : text;
}
