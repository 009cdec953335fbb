/**
 * The definitions of a source as one text instead of a row for each, as its mentions are (004): only the code graph
 * reads them, all of a source together, and the rows took more of the main thread than the passages.
 *
 * `units` is what FactRows of services/graph/ports.ts calls the rows of `units`; `hashes` holds the SHA-256 of each, in
 * the same order, between U+001E.
 */
export const sourceUnits = `
CREATE TABLE source_units (
  source_id VARCHAR NOT NULL, collection_id VARCHAR NOT NULL, units VARCHAR NOT NULL, hashes VARCHAR NOT NULL
);
INSERT INTO source_units
  SELECT source_id, collection_id, string_agg(concat_ws(chr(31), kind, translate(name, chr(30) || chr(31), ''),
      translate(namespace, chr(30) || chr(31), ''), start_line::VARCHAR, end_line::VARCHAR, char_start::VARCHAR,
      char_end::VARCHAR), chr(30) ORDER BY ordinal),
    string_agg(hash, chr(30) ORDER BY ordinal)
  FROM units GROUP BY source_id, collection_id;
DROP TABLE units;
`;
