import { DatabaseSync } from 'node:sqlite';

/** SQLite's own full-text search, as `node:sqlite` brings it. */
export interface SqliteFts {
  readonly version: string;
  add(texts: readonly string[]): void;
  /** Rows that hold any of the words, best by BM25 first. */
  search(words: readonly string[], limit: number): number[];
  close(): void;
}

/** Opens a database at `file` with one FTS5 table, with or without a copy of the text; Porter stems, as ours has. */
export function openSqliteFts(file: string, { keepsText }: { keepsText: boolean }): SqliteFts {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  const content = keepsText ? '' : `content = '',`;
  database.exec(`CREATE VIRTUAL TABLE passages USING fts5(text, ${content} tokenize = 'porter unicode61')`);
  const insert = database.prepare('INSERT INTO passages (rowid, text) VALUES (?, ?)');
  const select = database.prepare('SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?');
  const { version } = database.prepare('SELECT sqlite_version() AS version').get() as { version: string };
  let rows = 0;
  return {
    version,
    add: (texts) => {
      database.exec('BEGIN');
      for (const text of texts) {
        insert.run(rows, text);
        rows += 1;
      }
      database.exec('COMMIT');
    },
    search: (words, limit) => {
      const rows = select.all(words.map((word) => `"${word}"`).join(' OR '), limit) as { rowid: number }[];
      return rows.map((row) => row.rowid);
    },
    close: () => database.close(),
  };
}

/** The words of a question, for a query of any of them. */
export function wordsOf(question: string): string[] {
  return question.match(/[\p{L}\p{N}]+/gu) ?? [];
}
