import { environmentName, SETTING_KEYS } from './setting-keys.ts';

/** Variables of Carrel that are not settings. Names ending in `*` stand for all that begin so. */
export const OTHER_VARIABLES = [
  'CARREL_LIBRARY', // the library to open
  'CARREL_CONFIG_FOLDER', // where the user's settings file is; for portable use and tests
  'CARREL_DATA_FOLDER', // where the default library and the models folder are; for portable use and tests
  'CARREL_LOG_*', // CARREL_LOG_FORMAT, CARREL_LOG_LEVEL
  'CARREL_TEST_*', // set by the project's own tests
] as const;

const keyByVariable = new Map<string, string>(SETTING_KEYS.map((key) => [environmentName(key), key]));

/**
 * The settings among the environment variables, by key. An empty variable counts as unset.
 *
 * Variables that begin with `CARREL_` and are not known come back under their own name, so that they are reported.
 */
export function settingsFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  otherVariables: readonly string[] = [],
): Record<string, string> {
  const others = [...OTHER_VARIABLES, ...otherVariables];
  const values: Record<string, string> = {};
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith('CARREL_') || value === undefined || value === '') continue;
    const key = keyByVariable.get(variable);
    if (key !== undefined) values[key] = value;
    else if (!others.some((other) => matches(variable, other))) values[variable] = value;
  }
  return values;
}

function matches(variable: string, pattern: string): boolean {
  return pattern.endsWith('*') ? variable.startsWith(pattern.slice(0, -1)) : variable === pattern;
}
