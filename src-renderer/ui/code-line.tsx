import type { CodeToken } from '../lib/highlighter.ts';

/** One line of code; `tokens` colours it, without them it is plain. */
export function CodeLine({ text, tokens }: { readonly text: string; readonly tokens: CodeToken[] | undefined }) {
  if (tokens === undefined) return text;
  return tokens.map((token, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the tokens of a line never move
    <span key={index} className={token.scope === undefined ? undefined : `tok-${token.scope}`}>
      {token.text}
    </span>
  ));
}
