/** A rule that runs around the actions of a controller, such as Rails's `before_action :authenticate, only: [:show]`. */
export interface Rule {
  /** As written, in one line. */
  readonly text: string;
  readonly only: readonly string[] | undefined;
  readonly except: readonly string[] | undefined;
}

/** Reads the call of a filter. */
export function readRule(written: string): Rule {
  const text = written.replace(/\s+/gu, ' ').trim();
  return { text, only: namesAfter('only', text), except: namesAfter('except', text) };
}

/** Whether a rule runs around the action `name`. */
export function appliesTo(rule: Rule, name: string): boolean {
  if (rule.only !== undefined) return rule.only.includes(name);
  return !(rule.except ?? []).includes(name);
}

function namesAfter(key: string, text: string): string[] | undefined {
  const value = new RegExp(`\\b${key}: ?(\\[[^\\]]*\\]|%i\\[[^\\]]*\\]|:\\w+)`, 'u').exec(text)?.[1];
  return value?.match(/\w+[!?]?/gu)?.filter((word) => word !== 'i' || !value.startsWith('%i')) ?? undefined;
}
