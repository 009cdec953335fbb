import type { AnswerResult, VerdictReason } from '../../../../src-contract/answer.ts';
import type { CommandContext } from '../command-context.ts';
import { counted, plainLine, shortPath } from '../terminal-text.ts';

const LONGEST_SENTENCE = 140;

/** One line that says how many sentences are supported, and one with the reasons for each that is not. */
export function printChecks({ output }: CommandContext, { answer, verdicts }: AnswerResult): void {
  if (verdicts === undefined || verdicts.length === 0) return;
  const supported = verdicts.filter(({ verdict }) => verdict === 'supported').length;
  output.line();
  output.line(output.style('bold', `${supported} of ${counted(verdicts.length, 'sentence')} supported`));
  for (const { start, end, verdict, reasons } of verdicts) {
    if (verdict === 'supported') continue;
    const sentence = plainLine(answer.slice(start, end)).replace(/\s+/g, ' ').trim();
    const shown =
      sentence.length <= LONGEST_SENTENCE ? sentence : `${sentence.slice(0, LONGEST_SENTENCE - 1).toWellFormed()}…`;
    output.line(output.style('yellow', `${verdict === 'partly' ? 'Partly supported' : 'Not supported'}: “${shown}”`));
    for (const reason of reasons) output.line(`    ${plainLine(reasonText(reason))}`);
  }
}

/** Whether the files behind the answer changed since they were read, and at which commits they are. */
export function printFreshness({ output, environment }: CommandContext, { freshness }: AnswerResult): void {
  for (const { root, commit, changed, untracked = 0 } of freshness?.checkouts ?? []) {
    const at = commit === undefined ? 'no commit yet' : commit.slice(0, 12);
    const what =
      changed === undefined
        ? ''
        : changed === 0
          ? ', nothing changed since'
          : `, ${counted(changed, 'file')} changed since`;
    const beside = untracked === 0 ? '' : `; ${counted(untracked, 'file')} looked at not in git`;
    const where = shortPath(root, environment.cwd, environment.home);
    output.line(output.style('dim', `Checkout ${where} at ${at}${what}${beside}.`));
  }
  if (freshness === undefined || freshness.stale === 0) return;
  const { stale, reindexed } = freshness;
  const what = reindexed === stale ? 'and was read anew first' : `of which ${reindexed} could be read anew first`;
  output.line(output.style('dim', `${counted(stale, 'file')} changed since the last reading, ${what}.`));
}

function reasonText({ code, detail = '' }: VerdictReason): string {
  switch (code) {
    case 'number':
    case 'identifier':
      return `${detail} does not occur in the passage.`;
    case 'quote':
      return `“${detail}” is not quoted from the passage.`;
    case 'name':
      return `${detail}: not in the passage, or said of something else there.`;
    case 'negation':
      return `The passage says otherwise: “${detail}”.`;
    case 'words':
      return `Not found in the passage: ${detail}.`;
    case 'meaning':
      return 'The passage is about something else.';
    case 'uncited':
      return 'No passage is named for it.';
  }
}
