import { Failure } from '../../../../src-contract/failure.ts';
import type { CommandContext } from '../command-context.ts';

export interface BenchOptions {
  readonly quick?: boolean;
  readonly large?: boolean;
  readonly only?: string;
}

/** Tables on stderr as they come; with `--json` one array of measurements on stdout, which the benchmarks print themselves. */
export async function bench({ environment, output }: CommandContext, options: BenchOptions): Promise<void> {
  const code = await environment.runBenchmarks([
    ...(options.quick === true ? ['--quick'] : []),
    ...(options.large === true ? ['--large'] : []),
    ...(options.only === undefined ? [] : ['--only', options.only]),
    ...(output.isJson ? ['--json'] : []),
  ]);
  if (environment.signal.aborted) throw new Failure('cancelled', 'Stopped', { reason: 'cli/interrupted' });
  if (code !== 0) {
    throw new Failure('internal', 'The benchmarks ended early; what they said above is why', {
      reason: 'bench/ended-early',
    });
  }
}
