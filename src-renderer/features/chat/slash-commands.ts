/** What is typed after a slash at the start of a question. */
export const SLASH_COMMANDS = [
  'find',
  'search',
  'scope',
  'extractive',
  'model',
  'topk',
  'new',
  'clear',
  'pin',
] as const;
export type SlashName = (typeof SLASH_COMMANDS)[number];

/** Commands that need words after them. */
export const NEEDS_WORDS: ReadonlySet<SlashName> = new Set(['find', 'scope', 'model', 'topk']);

export interface TypedCommand {
  readonly name: SlashName;
  readonly words: string;
}

/** Commands that what is typed may become; none once words follow, or in a question that is no command. */
export function matchingCommands(text: string): SlashName[] {
  const typed = /^\/(\p{L}*)$/u.exec(text)?.[1]?.toLowerCase();
  return typed === undefined ? [] : SLASH_COMMANDS.filter((name) => name.startsWith(typed));
}

/** The command a text is, or undefined: a question may begin with a path such as "/etc/hosts". */
export function typedCommand(text: string): TypedCommand | undefined {
  const match = /^\/(\p{L}+)(?:\s+(.*))?$/su.exec(text.trim());
  const name = SLASH_COMMANDS.find((one) => one === match?.[1]?.toLowerCase());
  return name === undefined ? undefined : { name, words: (match?.[2] ?? '').trim() };
}
