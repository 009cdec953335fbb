import type { Command } from 'commander';
import { contract } from '../../../../src-contract/index.ts';
import type { AnswerBrief, InsightsSummary, Objective } from '../../../../src-contract/insights.ts';
import type { AnswerTrace } from '../../../../src-contract/traces.ts';
import type { CommandContext } from '../command-context.ts';
import { addContractOptions, parseInput } from '../contract-options.ts';
import type { Output } from '../output.ts';
import { counted, formatBytes, plainLine } from '../terminal-text.ts';

/** Adds `carrel insights` and `carrel trace`. */
export function addInsightsCommands(program: Command, contextOf: (command: Command) => CommandContext): void {
  const telling = program.command('insights').description(contract.insights.summary.summary);
  const options = addContractOptions(telling, contract.insights.summary.input, { days: 'days', limit: 'limit' });
  telling.action((given: Record<string, unknown>, command: Command) =>
    insights(contextOf(command), parseInput(contract.insights.summary.input, options(given))),
  );
  program
    .command('trace')
    .description(contract.insights.trace.summary)
    .argument('<id>', 'the number of the answer, as "carrel ask --json" and "carrel insights" give it')
    .action((id: string, _options: unknown, command: Command) => trace(contextOf(command), id));
}

async function insights({ output, environment, withClient }: CommandContext, input: { days: number; limit: number }) {
  const summary = await withClient(({ client }) => client.insights.summary(input, { signal: environment.signal }));
  if (output.isJson) {
    output.json(summary);
    return;
  }
  printSummary(output, summary, input.days);
}

function printSummary(output: Output, summary: InsightsSummary, days: number): void {
  const { answers, latency, degradations, slowest, worst, objectives, storage } = summary;
  const heading = (text: string): void => output.line(`\n${output.style('bold', text)}`);
  output.line(output.style('bold', `Answers of the last ${counted(days, 'day')}`));
  output.table([
    [
      'Answers',
      `${answers.total} (${answers.stopped} stopped, ${answers.failed} failed, ${answers.degraded} held back)`,
    ],
    ['Of them', `${answers.answered} answered, ${answers.partly} partly, ${answers.notInSources} not in the sources`],
    [
      'Kept',
      `${counted(storage.answers, 'answer')} · ${formatBytes(storage.tracesBytes)} · for ${counted(storage.keepDays, 'day')}`,
    ],
    ...storage.damaged.map((name): [string, string] => ['Damaged', `${plainLine(name)} was put aside`]),
  ]);
  if (answers.total === 0) {
    output.line('There is nothing to tell yet. Ask something with "carrel ask".');
    return;
  }
  heading('Latency            answers      p50      p95      p99');
  for (const { part, answers: taken, p50Ms, p95Ms, p99Ms } of latency) {
    const times = [p50Ms, p95Ms, p99Ms].map((ms) => formatMs(ms).padStart(8)).join(' ');
    output.line(`${part.padEnd(18)} ${String(taken).padStart(7)} ${times}`);
  }
  heading('Objectives');
  for (const objective of objectives) output.line(objectiveLine(output, objective));
  if (degradations.length > 0) {
    heading('Held back by');
    output.table(degradations.map(({ code, answers: count }) => [code, counted(count, 'answer')]));
  }
  heading('Slowest');
  for (const brief of slowest) output.line(briefLine(output, brief));
  if (worst.length === 0) return;
  heading('Worst');
  for (const brief of worst) output.line(briefLine(output, brief));
}

function objectiveLine(output: Output, { id, part, target, actual, state }: Objective): string {
  const marks = {
    met: output.style('green', 'met    '),
    missed: output.style('red', 'missed '),
    unknown: output.style('dim', 'unknown'),
  };
  const isShare = part === undefined;
  const wanted = isShare ? `at least ${percent(target)}` : `p95 at most ${formatMs(target)}`;
  const measured = actual === undefined ? 'not measured' : isShare ? percent(actual) : formatMs(actual);
  return `${marks[state]}  ${id.padEnd(24)} ${measured}, ${wanted}`;
}

function briefLine(output: Output, brief: AnswerBrief): string {
  const marks = [
    brief.ending === 'complete' ? (brief.status ?? 'not judged') : brief.ending,
    ...((brief.unsupported ?? 0) > 0 ? [`${brief.unsupported} unsupported`] : []),
    ...(brief.confidence === undefined ? [] : [`confidence ${brief.confidence.toFixed(2)}`]),
  ];
  const query = questionOf(brief).slice(0, QUERY_SHOWN);
  return `${formatMs(brief.totalMs).padStart(8)}  ${output.style('dim', brief.trace)}  ${query}  ${output.style('dim', marks.join(', '))}`;
}

function questionOf({ query }: Pick<AnswerBrief, 'query'>): string {
  return query === '' ? '(question erased)' : plainLine(query);
}

/** Characters of a question in a list. */
const QUERY_SHOWN = 60;

/** `carrel trace`: the stages of one answer, and the passages it was made of. */
async function trace({ output, environment, withClient }: CommandContext, id: string): Promise<void> {
  const input = parseInput(contract.insights.trace.input, { trace: id.trim().toLowerCase() });
  const found = await withClient(({ client }) => client.insights.trace(input, { signal: environment.signal }));
  if (output.isJson) output.json(found);
  else printTrace(output, found);
}

function printTrace(output: Output, found: AnswerTrace): void {
  const { generator, tokensIn, tokensOut, tokensPerSecond, firstTokenMs, verdicts, confidence } = found;
  const tokens = [
    ...(tokensIn === undefined ? [] : [`${tokensIn} in`]),
    ...(tokensOut === undefined ? [] : [`${tokensOut} out`]),
    ...(tokensPerSecond === undefined ? [] : [`${tokensPerSecond.toFixed(1)} a second`]),
    ...(firstTokenMs === undefined ? [] : [`the first after ${formatMs(firstTokenMs)}`]),
  ];
  const checked = verdicts === undefined ? [] : Object.entries(verdicts).map(([name, count]) => `${count} ${name}`);
  output.line(output.style('bold', questionOf(found)));
  output.table([
    ['Trace', found.trace],
    ['Asked', found.startedAt],
    ['Ended', [found.ending, found.failure, found.status].filter((word) => word !== undefined).join(', ')],
    [
      'Search',
      `${found.mode}, ${counted(found.candidates.length, 'candidate')}, ${counted(found.final.length, 'passage')} used`,
    ],
    ['Written by', plainLine(generator.name)],
    ...(tokens.length === 0 ? [] : [['Tokens', tokens.join(', ')] as [string, string]]),
    ...(checked.length === 0 ? [] : [['Sentences', checked.join(', ')] as [string, string]]),
    ...(confidence === undefined ? [] : [['Confidence', confidence.toFixed(2)] as [string, string]]),
    ...(found.limits.length === 0 ? [] : [['Held back by', found.limits.join(', ')] as [string, string]]),
    ['Total', formatMs(found.totalMs)],
  ]);
  output.line();
  output.table(
    found.stages.map(({ stage, outcome, ms }) => [
      stage,
      outcome === 'done' ? formatMs(ms) : `${outcome}, ${formatMs(ms)}`,
    ]),
    '  ',
  );
}

function formatMs(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
