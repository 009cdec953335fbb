/** Longest title made from a question, in characters as people count them. Guess: fits the list at 320 px. */
const LONGEST = 60;

/**
 * The title of a new conversation: its first question on one line, cut at a word boundary with "…".
 *
 * Counts code points, so an emoji or a rare Han character is never cut in half; a text without spaces is cut hard.
 */
export function titleFromQuestion(question: string, longest = LONGEST): string {
  const line = question.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  const characters = [...line];
  if (characters.length <= longest) return line;
  const cut = characters.slice(0, longest - 1).join('');
  const wordEnd = characters[longest - 1] === ' ' ? cut.length : cut.lastIndexOf(' ');
  // A first word longer than half the line (an address, Chinese text) is cut inside rather than lost.
  const kept = wordEnd > cut.length / 2 ? cut.slice(0, wordEnd) : cut;
  return `${kept.replace(/[\s,;:.–—-]+$/u, '')}…`;
}
