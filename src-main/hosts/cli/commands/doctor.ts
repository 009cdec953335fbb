import { Failure } from '../../../../src-contract/failure.ts';
import type { DoctorReport } from '../../../../src-contract/system.ts';
import type { CommandContext } from '../command-context.ts';
import { plainLine } from '../terminal-text.ts';

/**
 * `carrel doctor`: every check, every setting with its origin. A library that will not open is a finding as well.
 *
 * @param repairs whether to put right first what can be
 */
export async function doctor(context: CommandContext, repairs = false): Promise<void> {
  const { output, environment } = context;
  if (repairs) await repair(context);
  const report = await context
    .withClient(({ client }) => client.system.doctor({}, { signal: environment.signal }))
    .catch((thrown: unknown) => {
      if (!(thrown instanceof Failure) || thrown.code === 'cancelled' || thrown.code === 'invalid-input') throw thrown;
      printReport(context, closedLibrary(thrown));
      throw thrown;
    });
  printReport(context, report);
  const failed = report.checks.filter(({ state }) => state === 'failed');
  if (failed.length === 0) return;
  const names = failed.map(({ name }) => name).join(', ');
  throw new Failure(
    'unavailable',
    `Carrel is not well: ${names}. ${output.isJson ? '' : 'The advice is above.'}`.trim(),
    {
      reason: 'doctor/failed-checks',
    },
  );
}

async function repair({ output, environment, withClient }: CommandContext): Promise<void> {
  const { recoveries } = await withClient(({ client }) => client.system.repair({}, { signal: environment.signal }));
  if (output.isJson) {
    output.json({ type: 'repaired', recoveries });
    return;
  }
  if (recoveries.length === 0) output.line('Nothing had to be repaired.');
  for (const { message } of recoveries) output.line(`${output.style('green', 'repaired')}  ${plainLine(message)}`);
  output.line();
}

function closedLibrary({ message, reason }: Failure): DoctorReport {
  const check = {
    name: 'library',
    state: 'failed' as const,
    message,
    ...(reason === undefined ? {} : { advice: reason }),
  };
  return { checks: [check], settings: [], unknownSettings: [], versions: { node: process.versions.node } };
}

function printReport({ output }: CommandContext, report: DoctorReport): void {
  if (output.isJson) {
    output.json(report);
    return;
  }
  const marks = {
    ok: output.style('green', 'ok     '),
    warning: output.style('yellow', 'warning'),
    failed: output.style('red', 'failed '),
  };
  for (const { name, state, message, advice } of report.checks) {
    output.line(`${marks[state]}  ${output.style('bold', name)}  ${plainLine(message)}`);
    if (advice !== undefined && state !== 'ok') output.line(`         ${plainLine(advice)}`);
  }
  if (report.settings.length > 0) {
    output.line();
    output.line(output.style('bold', 'Settings'));
    output.table(
      report.settings.map(({ key, value, origin, where }) => [
        key,
        `${plainLine(JSON.stringify(value))}  ${output.style('dim', where === undefined ? origin : `${origin}: ${plainLine(where)}`)}`,
      ]),
    );
  }
  for (const { key, where, nearest } of report.unknownSettings) {
    const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
    output.line(output.style('yellow', `Unknown setting ${plainLine(key)} in ${plainLine(where)}${hint}`));
  }
  output.line();
  output.line(
    output.style(
      'dim',
      Object.entries(report.versions)
        .map((pair) => pair.join(' '))
        .join(' · '),
    ),
  );
}
