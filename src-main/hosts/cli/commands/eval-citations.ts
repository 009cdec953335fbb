import { resolve } from 'node:path';
import { Failure } from '../../../../src-contract/failure.ts';
import type { CommandContext } from '../command-context.ts';
import { counted } from '../terminal-text.ts';

/** `carrel eval citations`: how the check of citations judges labelled pairs. */
export async function evalCitations(context: CommandContext, file: string): Promise<void> {
  const { environment, output } = context;
  if (file.trim() === '') {
    throw new Failure('invalid-input', 'The path is empty; name a file of labelled pairs', {
      reason: 'cli/empty-path',
    });
  }
  await context.withClient(
    async ({ client }) => {
      const input = { file: resolve(environment.cwd, file) };
      const result = await client.evaluation.citations(input, { signal: environment.signal });
      if (output.isJson) {
        output.json(result); // one object: a command with one result prints just that
        return;
      }
      output.line(counted(result.pairs, 'pair'));
      output.table([
        ['', 'precision  recall  F1      judged: supported  partly  unsupported'],
        ...Object.entries(result.labels).map(([label, { precision, recall, f1 }]): [string, string] => {
          const { supported, partly, unsupported } = result.confusion[label as keyof typeof result.labels];
          const figures = `${precision.toFixed(4)}     ${recall.toFixed(4)}  ${f1.toFixed(4)}`;
          return [
            label,
            `${figures}  ${String(supported).padStart(17)}  ${String(partly).padStart(6)}  ${unsupported}`,
          ];
        }),
      ]);
    },
    { needsLibrary: false },
  );
}
