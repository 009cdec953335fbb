import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Failure } from '../../../../src-contract/failure.ts';
import { contract } from '../../../../src-contract/index.ts';
import type { FileFigures } from '../../../../src-contract/search.ts';
import type { CommandContext } from '../command-context.ts';
import { addContractOptions, parseInput } from '../contract-options.ts';
import { counted, formatSeconds, plainLine } from '../terminal-text.ts';

const measuring = contract.evaluation.codeFiles.input;

/** Adds the options of `carrel eval code-files`; answers with what runs it. */
export function declareEvalCodeFiles(command: Command) {
  command.requiredOption('--repos <folder>', measuring.shape.repos.description);
  const pick = addContractOptions(command, measuring, { mode: 'mode' });

  return async (context: CommandContext, file: string, options: Readonly<Record<string, unknown>>): Promise<void> => {
    const { environment, output } = context;
    const repos = String(options.repos);
    if (file.trim() === '' || repos.trim() === '') {
      throw new Failure('invalid-input', 'The path is empty; name the questions and the folder of checkouts', {
        reason: 'cli/empty-path',
      });
    }
    const paths = { queries: resolve(environment.cwd, file), repos: resolve(environment.cwd, repos) };
    const input = parseInput(measuring, { ...pick(options), ...paths });
    await context.withClient(
      async ({ client }) => {
        const call = client.evaluation.codeFiles(input, { signal: environment.signal });
        const progress = output.startProgress('Measuring');
        try {
          for await (const { stage, done, total } of call) progress.show(done, total, stage);
        } finally {
          progress.end();
        }
        const result = await call.result;
        if (output.isJson) {
          output.json(result); // one object and no progress lines: a command with one result prints just that
          return;
        }
        const { byCategory, byRepository, missing, seconds } = result;
        output.line(`${counted(result.queries, 'question')} · ${formatSeconds(seconds)}`);
        output.table([
          ['', 'questions  nDCG@10  recall@10'],
          ['all', formatFigures(result)],
          ...Object.entries({ ...byCategory, ...byRepository }).map(([name, figures]): [string, string] => [
            plainLine(name),
            formatFigures(figures),
          ]),
        ]);
        if (missing.length > 0) output.line(`No checkout of ${plainLine(missing.join(', '))}; skipped.`);
      },
      { needsLibrary: false },
    );
  };
}

function formatFigures({ queries, ndcg10, recall10 }: FileFigures): string {
  return `${String(queries).padStart(9)}   ${ndcg10.toFixed(4)}     ${recall10.toFixed(4)}`;
}
