/**
 * What a passage is of, and the code graph's raw material: definitions and mentions, not yet resolved.
 *
 * The index of `chunks` stays while it is altered: dropped and made again in the transaction that made it, DuckDB 1.5.6
 * ended the process later ("pure virtual method called"). Names never hold a line break, so `definitions` is one text rather than a list: a list column costs the index build more than the rest.
 * Both new tables hold the rows of a source together, in order, and are written and removed with it.
 */
export const codeFactsSchema = `
ALTER TABLE chunks ADD COLUMN type VARCHAR DEFAULT 'text';
ALTER TABLE chunks ADD COLUMN parent INTEGER;                  -- ordinal of the chunk that opens what encloses this one
ALTER TABLE chunks ADD COLUMN definitions VARCHAR DEFAULT '';  -- names it defines, one a line
UPDATE chunks SET type = 'code' WHERE source_id IN (SELECT id FROM sources WHERE kind = 'code');

CREATE TABLE units (
  source_id VARCHAR NOT NULL, collection_id VARCHAR NOT NULL, ordinal INTEGER NOT NULL,
  kind VARCHAR NOT NULL, name VARCHAR NOT NULL,
  namespace VARCHAR NOT NULL,          -- enclosing definitions, outermost first, joined by '.'
  start_line INTEGER NOT NULL, end_line INTEGER NOT NULL, char_start INTEGER NOT NULL, char_end INTEGER NOT NULL,
  hash VARCHAR NOT NULL                -- SHA-256 of its text
);

CREATE TABLE unit_references (
  source_id VARCHAR NOT NULL, collection_id VARCHAR NOT NULL,
  unit_ordinal INTEGER NOT NULL,       -- the innermost definition around it; -1 for the file
  relationship VARCHAR NOT NULL,       -- calls | imports | inherits | includes | references
  name VARCHAR NOT NULL, qualifier VARCHAR NOT NULL, module VARCHAR NOT NULL, alias VARCHAR NOT NULL, line INTEGER NOT NULL
);
`;
