import type { DoctorReport } from '../../../src-contract/system.ts';

/** The report as text that can be pasted into a bug report; in English, for whoever reads those. */
export function reportText(report: DoctorReport): string {
  const checks = report.checks.map(({ name, state, message, advice }) =>
    [`[${state}] ${name}: ${message}`, ...(advice === undefined ? [] : [`    ${advice}`])].join('\n'),
  );
  const settings = report.settings
    .filter(({ origin }) => origin !== 'default')
    .map(({ key, value, origin }) => `${key} = ${JSON.stringify(value)} (${origin})`);
  const unknown = report.unknownSettings.map(({ key, where }) => `${key} is unknown (${where})`);
  const versions = Object.entries(report.versions).map(([name, version]) => `${name} ${version}`);
  const parts = [
    ['Checks', checks],
    ['Settings', [...settings, ...unknown]],
    ['Versions', versions],
  ] as const;
  return parts
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `${title}\n${lines.join('\n')}\n`)
    .join('\n');
}
