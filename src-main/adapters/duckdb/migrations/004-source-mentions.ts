/**
 * The mentions of a source as one text instead of a row for each: they are only ever read together, by the code graph,
 * and the rows took more of an ingest's main thread than all other tables.
 *
 * `mentions` is what FactRows of services/graph/ports.ts calls the rows of `references`: fields between U+001F, rows
 * between U+001E, in the order of the source.
 */
export const sourceMentions = `
CREATE TABLE source_mentions (source_id VARCHAR NOT NULL, collection_id VARCHAR NOT NULL, mentions VARCHAR NOT NULL);
INSERT INTO source_mentions
  SELECT source_id, collection_id, string_agg(concat_ws(chr(31), unit_ordinal::VARCHAR, relationship,
      translate(name, chr(30) || chr(31), ''), translate(qualifier, chr(30) || chr(31), ''),
      translate(module, chr(30) || chr(31), ''), translate(alias, chr(30) || chr(31), ''), line::VARCHAR),
    chr(30) ORDER BY rowid)
  FROM unit_references GROUP BY source_id, collection_id;
DROP TABLE unit_references;
`;
