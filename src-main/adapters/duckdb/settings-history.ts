import type { SettingChange, SettingsHistory } from '../../services/settings/ports.ts';
import type { Catalog } from './catalog.ts';

/** The table `settings_history`: one row a change, never updated. */
export function createSettingsHistory(catalog: Catalog): SettingsHistory {
  return {
    append: (changes) =>
      catalog.write(async (connection) => {
        for (const { key, before, after, changedAt, caller } of changes) {
          await connection.run('INSERT INTO settings_history VALUES ($1, $2::JSON, $3::JSON, $4::TIMESTAMP, $5)', [
            key,
            toJson(before),
            toJson(after),
            changedAt.toISOString(),
            caller,
          ]);
        }
      }),
    list: (limit) =>
      catalog.read(async (connection) => {
        const result = await connection.runAndReadAll(
          'SELECT key, before, after, changed_at, caller FROM settings_history ORDER BY changed_at DESC, rowid DESC LIMIT $1',
          [limit],
        );
        return result.getRowsJS().map(toChange);
      }),
  };
}

function toJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function toChange([key, before, after, changedAt, caller]: readonly unknown[]): SettingChange {
  return {
    key: String(key),
    before: fromJson(before),
    after: fromJson(after),
    changedAt: changedAt instanceof Date ? changedAt : new Date(0), // the column is NOT NULL
    caller: String(caller),
  };
}

function fromJson(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : undefined;
}
