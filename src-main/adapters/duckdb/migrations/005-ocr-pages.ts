/**
 * What text recognition read, kept by the hash of the file, so that reading the file again does not lose it.
 *
 * `words`: arrays of char start, char end, x, y, width, height (points from the lower left of the upright page).
 */
export const ocrPages = `
CREATE TABLE ocr_pages (
  hash VARCHAR NOT NULL, page INTEGER NOT NULL, languages VARCHAR NOT NULL, confidence FLOAT NOT NULL,
  width DOUBLE NOT NULL, height DOUBLE NOT NULL, text VARCHAR NOT NULL, words JSON NOT NULL, read_at TIMESTAMP NOT NULL
);
ALTER TABLE pages ADD COLUMN confidence FLOAT;
`;
