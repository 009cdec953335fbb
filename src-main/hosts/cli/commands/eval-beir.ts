import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Failure } from '../../../../src-contract/failure.ts';
import { contract } from '../../../../src-contract/index.ts';
import type { CommandContext } from '../command-context.ts';
import { addContractOptions, parseInput } from '../contract-options.ts';
import { counted, formatSeconds, plainLine } from '../terminal-text.ts';

const measuring = contract.evaluation.beir.input;

/** Adds the options of `carrel eval beir`; answers with what runs it. */
export function declareEvalBeir(command: Command) {
  const pick = addContractOptions(command, measuring, { modes: 'modes' });

  return async (context: CommandContext, folder: string, options: Readonly<Record<string, unknown>>): Promise<void> => {
    const { environment, output } = context;
    if (folder.trim() === '') {
      throw new Failure('invalid-input', 'The folder to measure is empty; give its path', { reason: 'cli/empty-path' });
    }
    const input = parseInput(measuring, { ...pick(options), folder: resolve(environment.cwd, folder) });
    await context.withClient(
      async ({ client }) => {
        const call = client.evaluation.beir(input, { signal: environment.signal });
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
        const { dataset, queries, documents, seconds, modes } = result;
        const size = [counted(queries, 'query', 'queries'), counted(documents, 'document'), formatSeconds(seconds)];
        output.line(`${output.style('bold', plainLine(dataset))}  ${size.join(' · ')}`);
        output.table([
          ['', 'nDCG@10   MRR@10  recall@10  recall@100'],
          ...Object.entries(modes).map(([mode, { ndcg10, mrr10, recall10, recall100 }]): [string, string] => [
            mode,
            `${ndcg10.toFixed(4)}    ${mrr10.toFixed(4)}  ${recall10.toFixed(4)}     ${recall100.toFixed(4)}`,
          ]),
        ]);
      },
      { needsLibrary: false },
    );
  };
}
