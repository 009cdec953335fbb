import { DatabaseSync } from 'node:sqlite';

/** SQLite's own full-text search, as `node:sqlite` brings it. */
export interface SqliteFts {
  readonly version: string;
  add(texts: readonly string[]): void;
  /** Rows that hold any of the words, best by BM25 first. */
  search(words: readonly string[], limit: number): number[];
  /** The same with a piece of the text around the words; needs the text to be kept. */
  searchSnippets(words: readonly string[], limit: number): { rowid: number; snippet: string }[];
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
  const selectSnippets = database.prepare(
    "SELECT rowid, snippet(passages, 0, '[', ']', '…', 48) AS snippet FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?",
  );
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
      const rows = select.all(anyOf(words), limit) as { rowid: number }[];
      return rows.map((row) => row.rowid);
    },
    searchSnippets: (words, limit) => selectSnippets.all(anyOf(words), limit) as { rowid: number; snippet: string }[],
    close: () => database.close(),
  };
}

/** The words of a question, for a query of any of them. */
export function wordsOf(question: string): string[] {
  return question.match(/[\p{L}\p{N}]+/gu) ?? [];
}

function anyOf(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(' OR ');
}
