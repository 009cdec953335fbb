import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Failure } from '../../../../src-contract/failure.ts';
import { contract } from '../../../../src-contract/index.ts';
import type { CommandContext } from '../command-context.ts';
import { addContractOptions, parseInput } from '../contract-options.ts';
import { counted, formatSeconds, plainLine } from '../terminal-text.ts';
import { createTrecRuns } from '../trec-runs.ts';

const measuring = contract.evaluation.beir.input;

/** Adds the options of `carrel eval beir`; answers with what runs it. */
export function declareEvalBeir(command: Command) {
  const pick = addContractOptions(command, measuring, { modes: 'modes', fusion: 'fusion', rerank: 'rerank' });
  command.option('--out <file>', 'write the ranking of each mode as TREC run lines; several modes: one file each');

  return async (context: CommandContext, folder: string, options: Readonly<Record<string, unknown>>): Promise<void> => {
    const { environment, output } = context;
    if (folder.trim() === '') {
      throw new Failure('invalid-input', 'The folder to measure is empty; give its path', { reason: 'cli/empty-path' });
    }
    const out = typeof options.out === 'string' ? resolve(environment.cwd, options.out) : undefined;
    const withRuns = out !== undefined;
    const input = parseInput(measuring, { ...pick(options), folder: resolve(environment.cwd, folder), withRuns });
    const runs = createTrecRuns();
    await context.withClient(
      async ({ client }) => {
        const call = client.evaluation.beir(input, { signal: environment.signal });
        const progress = output.startProgress('Measuring');
        try {
          for await (const item of call) {
            if (item.type === 'run') runs.add(item);
            else progress.show(item.done, item.total, item.stage);
          }
        } finally {
          progress.end();
        }
        const result = await call.result;
        const files = out === undefined ? [] : await runs.write(out);
        if (output.isJson) {
          output.json(result); // one object and no progress lines: a command with one result prints just that
          return;
        }
        const { dataset, queries, documents, seconds, modes } = result;
        const size = [counted(queries, 'query', 'queries'), counted(documents, 'document'), formatSeconds(seconds)];
        output.line(`${output.style('bold', plainLine(dataset))}  ${size.join(' · ')}`);
        output.table([
          ['', 'nDCG@10  (95 %)          MRR@10  recall@10  recall@100'],
          ...Object.entries(modes).map(([mode, { ndcg10, mrr10, recall10, recall100, ci95 }]): [string, string] => [
            mode,
            `${ndcg10.toFixed(4)}  (${ci95.ndcg10.map((edge) => edge.toFixed(4)).join(' – ')})  ${mrr10.toFixed(4)}  ${recall10.toFixed(4)}     ${recall100.toFixed(4)}`,
          ]),
        ]);
        for (const file of files) output.line(`Wrote ${plainLine(file)}`);
      },
      { needsLibrary: false },
    );
  };
}
