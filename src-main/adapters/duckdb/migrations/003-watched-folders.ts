/** Folders that collections follow, and what a job found in its folders besides files to read (renamed, removed, left out). */
export const watchedFolders = `
CREATE TABLE watched_folders (
  id VARCHAR NOT NULL, collection_id VARCHAR NOT NULL, path VARCHAR NOT NULL,
  is_paused BOOLEAN NOT NULL, created_at TIMESTAMP NOT NULL
);
ALTER TABLE jobs ADD COLUMN findings JSON;
`;
