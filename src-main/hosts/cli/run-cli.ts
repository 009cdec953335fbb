import { type Command, CommanderError } from 'commander';
import { Failure } from '../../../src-contract/failure.ts';
import { toWireFailure } from '../../../src-contract/wire-failure.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { createOutput, type Output } from './output.ts';
import type { CliEnvironment } from './ports.ts';
import { buildProgram } from './program.ts';
import { plainText } from './terminal-text.ts';

/**
 * Runs one command line (without the program's name) and answers with the exit code.
 *
 * Never rejects. A failure is a sentence on stderr, or with `--json` the last line of stdout; there are no stacks.
 */
export async function runCli(args: readonly string[], environment: CliEnvironment): Promise<number> {
  const output = createOutput(environment, isJsonWanted(args));
  const program = buildProgram(environment, output);
  catchCommander(program, environment);
  try {
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0; // help and version were printed
    return report(toFailure(thrown, environment), output);
  }
}

/** The flag must be known before the arguments are parsed, for they may be what is wrong. */
function isJsonWanted(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).includes('--json');
}

function catchCommander(command: Command, environment: CliEnvironment): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => void environment.stdout.write(text),
    writeErr: () => {}, // its errors come out of parseAsync and are reported like all others
    getOutHelpWidth: () => environment.stdout.columns ?? 100,
    getErrHelpWidth: () => environment.stderr.columns ?? 100,
  });
  for (const child of command.commands) catchCommander(child, environment);
}

function toFailure(thrown: unknown, { signal }: CliEnvironment): Failure {
  if (thrown instanceof Failure) return thrown;
  if (thrown instanceof CommanderError) {
    const message = thrown.message
      .replace(/^error: /, '')
      .replaceAll('\n', ' ')
      .replace(/\.$/, '');
    return new Failure('invalid-input', `${message}. "carrel --help" lists what there is`, {
      reason: 'cli/bad-arguments',
    });
  }
  if (signal.aborted) return new Failure('cancelled', 'Stopped', { reason: 'cli/interrupted' });
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  return new Failure('internal', `Carrel met a bug of its own: ${said}. Please report it with the command you ran`, {
    reason: 'internal/unexpected',
  });
}

function report(failure: Failure, output: Output): number {
  const { code, reason, message, details } = toWireFailure(failure);
  if (output.isJson)
    output.json({ type: 'error', code, reason, message, ...(details === undefined ? {} : { details }) });
  else output.note(plainText(code === 'cancelled' ? message : `carrel: ${message}`));
  return EXIT_CODES[code];
}
