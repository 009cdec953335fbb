/** The text of a query without one of its restrictions, as it is `written` there. */
export function withoutRestriction(text: string, written: string): string {
  const at = text.indexOf(written);
  if (at < 0) return text;
  return `${text.slice(0, at).trimEnd()} ${text.slice(at + written.length).trimStart()}`.trim();
}
