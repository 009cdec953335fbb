import type { Imports } from './imports.ts';
import type { LanguageRules } from './language-rules.ts';
import type { ReceiverTypes } from './receiver-types.ts';
import type { TypeHierarchy } from './type-hierarchy.ts';
import type { UnitTable } from './unit-table.ts';

/** What resolution looks things up in. */
export interface ResolutionContext {
  readonly table: UnitTable;
  readonly types: TypeHierarchy;
  readonly imports: Imports;
  readonly rulesOfFile: (file: number) => LanguageRules;
  readonly receivers: ReceiverTypes;
}
