import { Command, InvalidArgumentError, Option } from 'commander';
import { contract } from '../../../src-contract/index.ts';
import { type CommandContext, createContext } from './command-context.ts';
import { declareAsk } from './commands/ask.ts';
import { backup, listBackups, restore } from './commands/backup.ts';
import { type BenchOptions, bench } from './commands/bench.ts';
import { cited } from './commands/cited.ts';
import { doctor } from './commands/doctor.ts';
import { declareEgress } from './commands/egress.ts';
import { declareErase } from './commands/erase.ts';
import { declareEvalBeir } from './commands/eval-beir.ts';
import { evalCitations } from './commands/eval-citations.ts';
import { declareEvalCodeFiles } from './commands/eval-code-files.ts';
import { declareFeedback } from './commands/feedback.ts';
import { addGraphCommands } from './commands/graph.ts';
import { indexStatus } from './commands/index-status.ts';
import { type IngestOptions, ingest } from './commands/ingest.ts';
import { addInsightsCommands } from './commands/insights.ts';
import { declareModels } from './commands/models.ts';
import { declareOcr } from './commands/ocr.ts';
import { declarePinned } from './commands/pinned.ts';
import { quick } from './commands/quick.ts';
import { declareReindex } from './commands/reindex.ts';
import { declareRemote } from './commands/remote.ts';
import { declareSearch } from './commands/search.ts';
import { serveCommand } from './commands/serve-command.ts';
import { status } from './commands/status.ts';
import { declareWatch } from './commands/watch.ts';
import { declareWhy } from './commands/why.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { Output } from './output.ts';
import type { CliEnvironment } from './ports.ts';

/** The suites of `bench/run.ts`, which is no part of the program. */
const BENCHMARKS = [
  'embedding',
  'text',
  'vectors',
  'generation',
  'answering',
  'answering-slow',
  'graph',
  'ingest',
  'incremental',
  'questions',
  'code',
] as const;

/**
 * The commands of `carrel`: the allow-list of what the contract offers on the command line.
 *
 * Summaries and options come from the contract; what is not listed here cannot be reached from a shell.
 */
export function buildProgram(environment: CliEnvironment, output: Output): Command {
  const program = new Command('carrel')
    .description('Ask your own documents and code, offline, with citations that are checked')
    .version(environment.version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'explain a command')
    .helpCommand('help [command]', 'explain a command')
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', `\n${exitCodeHelp()}`);
  for (const option of globalOptions()) program.addOption(option);
  const contextOf = (command: Command): CommandContext => createContext(command, environment, output);

  program
    .command('ingest')
    .description('Read files and folders into the library and follow the work to its end')
    .argument('<paths...>', 'files and folders')
    .option('--dry-run', 'say what would be read and left out, and read nothing')
    .option('--watch', 'follow what changes in the folders while Carrel is open (default: the setting)')
    .option('--no-watch', 'read the folders once')
    .action((paths: string[], options: IngestOptions, command: Command) => ingest(contextOf(command), paths, options));
  declareWatch(program, contextOf);
  declareReindex(program, contextOf);
  declareOcr(program, contextOf);

  const searching = program
    .command('search')
    .description(contract.search.query.summary)
    .argument('<text>', 'words or a question');
  const search = declareSearch(searching);
  searching.action((text: string, options, command: Command) => search(contextOf(command), text, options));

  const wondering = program
    .command('why')
    .description(contract.search.why.summary)
    .argument('<text>', 'the words or question that were searched')
    .argument('<source>', 'path or its end, title or id of the source');
  const why = declareWhy(wondering);
  wondering.action((text: string, source: string, options, command: Command) =>
    why(contextOf(command), { text, source }, options),
  );

  const asking = program.command('ask').description(contract.answer.ask.summary).argument('<question>', 'the question');
  const ask = declareAsk(asking);
  asking.action((question: string, options, command: Command) => ask(contextOf(command), question, options));

  declarePinned(program, contextOf);
  declareFeedback(program, contextOf);
  declareErase(program, contextOf);
  declareEgress(program, contextOf);
  declareRemote(program, contextOf);
  declareModels(program, contextOf);

  program
    .command('quick')
    .description(contract.desktop.showQuickAsk.summary)
    .action((_options, command: Command) => quick(contextOf(command)));

  program
    .command('status')
    .description(contract.system.status.summary)
    .option('--index', contract.system.indexHealth.summary)
    .action((options: { index?: boolean }, command: Command) =>
      options.index === true ? indexStatus(contextOf(command)) : status(contextOf(command)),
    );
  program
    .command('doctor')
    .description(contract.system.doctor.summary)
    .option('--repair', contract.system.repair.summary)
    .action((options: { repair?: boolean }, command: Command) => doctor(contextOf(command), options.repair === true));
  program
    .command('serve')
    .description('Serve the window to a browser on this computer, until Ctrl-C')
    .option('--port <number>', 'port to listen on; 0 takes a free one', parsePort)
    .option('--open', 'open the browser')
    .action((options, command: Command) => serveCommand(contextOf(command), options));
  addBackupCommands(program, contextOf);
  program
    .command('bench')
    .description('Measure the speeds of this machine, beside other programs where they are installed')
    .option('--quick', '10,000 passages and fewer questions')
    .option('--large', 'also a million passages, the graph of neighbours, and a model too slow for its time')
    .addOption(new Option('--only <suite>', 'one of them; graph and answering-slow need --large').choices(BENCHMARKS))
    .action((options: BenchOptions, command: Command) => bench(contextOf(command), options));

  program
    .command('cited')
    .description(contract.answer.citationStatus.summary)
    .argument('<conversation>', 'id of the conversation')
    .argument('<message>', 'id of the answer, as `carrel ask --json` gives it')
    .action((conversation: string, message: string, _options, command: Command) =>
      cited(contextOf(command), conversation, message),
    );
  addGraphCommands(program, contextOf);
  addInsightsCommands(program, contextOf);

  const evaluating = program.command('eval').description('Measure the quality of retrieval and of citations');
  const measuring = evaluating
    .command('beir')
    .description(contract.evaluation.beir.summary)
    .argument('<folder>', 'holds corpus.jsonl, queries.jsonl and qrels/test.tsv');
  const evalBeir = declareEvalBeir(measuring);
  measuring.action((folder: string, options, command: Command) => evalBeir(contextOf(command), folder, options));
  evaluating
    .command('citations')
    .description(contract.evaluation.citations.summary)
    .argument('<file>', 'labelled pairs, one JSON object {sentence, passage, label} a line')
    .action((file: string, _options, command: Command) => evalCitations(contextOf(command), file));
  const finding = evaluating
    .command('code-files')
    .description(contract.evaluation.codeFiles.summary)
    .argument('<file>', 'questions, one JSON object a line; repos.json stands beside it');
  const evalCodeFiles = declareEvalCodeFiles(finding);
  finding.action((file: string, options, command: Command) => evalCodeFiles(contextOf(command), file, options));
  return program;
}

function addBackupCommands(program: Command, contextOf: (command: Command) => CommandContext): void {
  program
    .command('backup')
    .description(contract.backup.create.summary)
    .argument('[file]', 'file to write; absent: a dated file in the backups folder of the library')
    .option('--overwrite', 'replace the file if it exists')
    .option('--list', contract.backup.list.summary)
    .action((file: string | undefined, options: { overwrite?: boolean; list?: boolean }, command: Command) =>
      options.list === true
        ? listBackups(contextOf(command))
        : backup(contextOf(command), file, options.overwrite === true),
    );
  program
    .command('restore')
    .description(contract.backup.restore.summary)
    .argument('<file>', 'a file made by "carrel backup"')
    .option('--into <folder>', 'new or empty folder; absent: the one of --library')
    .action((file: string, options: { into?: string }, command: Command) =>
      restore(contextOf(command), file, options.into),
    );
}

function globalOptions(): Option[] {
  return [
    new Option('--library <folder>', 'the library; absent: CARREL_LIBRARY, the setting, or your own'),
    new Option('--collection <name>', 'the collection to read into, search or show'),
    new Option('--config <file>', "a settings file to use instead of the library's own"),
    new Option('--set <key=value>', 'a setting for this run; may be repeated').argParser(
      (pair: string, before: string[] | undefined) => [...(before ?? []), pair],
    ),
    new Option('--json', 'print JSON, one object a line'),
  ];
}

function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('It must be a number from 0 to 65535.');
  return Number(text);
}

function exitCodeHelp(): string {
  const codes = Object.entries(EXIT_CODES).map(([code, number]) => `${number} ${code}`);
  return `Exit codes: 0 success, ${codes.join(', ')}`;
}
