/**
 * The first catalog. Times are UTC timestamps; JSON columns hold what `src-contract` describes.
 *
 * No primary keys on tables that are updated or deleted in bulk: DuckDB checks unique indexes eagerly, so replacing
 * a row inside one transaction fails. Uniqueness of names and paths is kept by the single writer.
 * The two indexes are not unique for the same reason: they are there for search, which shows some 20 of 100,000
 * passages; reading the whole table for them took five times as long (2.9 ms with, 13 ms without, of processor time).
 */
export const initialSchema = `
CREATE TABLE schema_version (version INTEGER NOT NULL, applied_at TIMESTAMP NOT NULL);

CREATE TABLE collections (
  id VARCHAR NOT NULL, name VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL, deleted_at TIMESTAMP
);

CREATE TABLE sources (
  id VARCHAR NOT NULL, collection_id VARCHAR NOT NULL,
  path VARCHAR NOT NULL,              -- absolute path; uploads and pastes: their name; members: archive path + '!/' + inner path
  origin VARCHAR NOT NULL,            -- file | upload | paste | member
  parent_id VARCHAR,                  -- the archive a member came from
  kind VARCHAR NOT NULL, title VARCHAR NOT NULL, language VARCHAR,
  status VARCHAR NOT NULL, reason VARCHAR, excerpt VARCHAR NOT NULL,
  page_count INTEGER, chunk_count INTEGER NOT NULL,
  size_bytes BIGINT NOT NULL, modified_at TIMESTAMP, hash VARCHAR NOT NULL,
  indexed_at TIMESTAMP NOT NULL, deleted_at TIMESTAMP
);

CREATE INDEX sources_by_id ON sources (id);

CREATE TABLE pages (                  -- extracted text, the coordinate system of positions; page 1 alone for unpaged sources
  source_id VARCHAR NOT NULL, page INTEGER NOT NULL, state VARCHAR NOT NULL, reason VARCHAR, text VARCHAR NOT NULL
);

CREATE SEQUENCE chunk_ids START 1;
CREATE TABLE chunks (
  id BIGINT NOT NULL, collection_id VARCHAR NOT NULL, source_id VARCHAR NOT NULL, ordinal INTEGER NOT NULL,
  page INTEGER, start_line INTEGER, end_line INTEGER, char_start INTEGER NOT NULL, char_end INTEGER NOT NULL,
  heading VARCHAR,                    -- heading path or enclosing definition
  context VARCHAR NOT NULL,           -- what is indexed before the text: title and heading
  text VARCHAR NOT NULL, token_count INTEGER NOT NULL,
  hash VARCHAR NOT NULL               -- of the embedded text
);
CREATE INDEX chunks_by_id ON chunks (id);

CREATE TABLE vectors (hash VARCHAR NOT NULL, model VARCHAR NOT NULL, vector BLOB NOT NULL);  -- float32 little-endian, unit norm

CREATE TABLE jobs (
  id VARCHAR NOT NULL, kind VARCHAR NOT NULL, collection_id VARCHAR NOT NULL, state VARCHAR NOT NULL,
  created_at TIMESTAMP NOT NULL, finished_at TIMESTAMP, error VARCHAR, request JSON NOT NULL
);
CREATE TABLE job_items (
  job_id VARCHAR NOT NULL, seq INTEGER NOT NULL, path VARCHAR NOT NULL, origin VARCHAR NOT NULL, upload_id VARCHAR,
  parent_id VARCHAR,                  -- the archive a member waits to be read from
  size_bytes BIGINT NOT NULL, state VARCHAR NOT NULL,   -- waiting | opened (an archive whose members are read) | done
  source_id VARCHAR, status VARCHAR, reason VARCHAR, unchanged BOOLEAN NOT NULL DEFAULT false
);

CREATE TABLE conversations (
  id VARCHAR NOT NULL, title VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL, updated_at TIMESTAMP NOT NULL, deleted_at TIMESTAMP
);
CREATE TABLE messages (
  id VARCHAR NOT NULL, conversation_id VARCHAR NOT NULL, role VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL,
  text VARCHAR NOT NULL, body JSON NOT NULL   -- the rest of the message as the contract describes it
);

CREATE TABLE settings_history (
  key VARCHAR NOT NULL, before JSON, after JSON, changed_at TIMESTAMP NOT NULL, caller VARCHAR NOT NULL
);
`;
