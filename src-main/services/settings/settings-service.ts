import { join } from 'node:path';
import { Failure } from '../../../src-contract/failure.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import type { CallContext } from '../../../src-contract/procedure.ts';
import type { SettingKey, Settings, SettingsSnapshot } from '../../../src-contract/settings.ts';
import type { Log } from '../../platform/log.ts';
import { settingsFromEnvironment } from './environment.ts';
import { nearestKey } from './nearest-key.ts';
import type { SettingChange, SettingsFile, SettingsHistory } from './ports.ts';
import {
  parseSetting,
  type ResolvedSettings,
  resolveSettings,
  type SettingProblem,
  type SettingsLayer,
  unusable,
} from './resolve-settings.ts';
import { environmentName, isSettingKey, isUserSetting, SETTING_KEYS } from './setting-keys.ts';

export interface SettingsServiceDeps {
  /** Settings given on the command line, by key; text is converted. */
  readonly arguments?: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Variables named `CARREL_…` that another part of the program reads. */
  readonly otherVariables?: readonly string[];
  /** `--config FILE`: stands in for the library's file, and may hold every key. */
  readonly configFile?: SettingsFile;
  readonly libraryFile: SettingsFile;
  readonly userFile: SettingsFile;
  readonly history: SettingsHistory;
  /** Absolute path of the open library. */
  readonly libraryFolder: string;
  /** Where the models folder is by default. */
  readonly userDataFolder: string;
  readonly log: Log;
  readonly now?: () => Date;
}

export interface SettingsService {
  readonly handlers: CarrelHandlers['settings'];
  current(): Settings;
  /** The state as the doctor shows it. */
  snapshot(): SettingsSnapshot;
  /** Values in files that were not used, and files that could not be read. */
  problems(): readonly SettingProblem[];
  /** Called after a change with the settings now and before; returns the way to stop listening. */
  onChange(listener: (now: Settings, before: Settings) => void): () => void;
  readonly paths: SettingsSnapshot['paths'];
}

/**
 * The settings in force: arguments, then environment, then `--config FILE` or the library's file, then the user's
 * file, then defaults. Keys of the user live in the user's file only; `--config FILE` may override them.
 *
 * A bad value in an argument, a variable or `--config FILE` was given for this very run, so it fails, and so does an
 * argument that names no setting. A bad value in
 * a file that is just there is reported by the doctor, and the next place or the default is used: a typing mistake in
 * a file must not keep anyone from their documents. Files edited by hand are read again at `get` and `set`.
 *
 * @throws Failure `invalid-input` for a bad argument, variable or `--config FILE`
 */
export function createSettingsService(deps: SettingsServiceDeps): SettingsService {
  const now = deps.now ?? (() => new Date());
  const libraryFile = deps.configFile ?? deps.libraryFile;
  const given = givenLayers(deps);
  const listeners = new Set<(now: Settings, before: Settings) => void>();
  let state = load();
  let lastSet: Promise<unknown> = Promise.resolve();
  const strict = state.problems.find(({ origin }) => origin !== 'user' && origin !== 'library');
  if (strict !== undefined) throw new Failure('invalid-input', strict.message, { reason: 'settings/invalid-value' });
  const unnamed = Object.keys(deps.arguments ?? {}).find((key) => !isSettingKey(key));
  if (unnamed !== undefined) throw unknownKey(unnamed);

  function load(): ResolvedSettings {
    const library = libraryFile.read();
    const user = deps.userFile.read();
    const fileOrigin = deps.configFile === undefined ? 'library' : 'file';
    const layers: SettingsLayer[] = [
      ...given,
      {
        origin: fileOrigin,
        where: () => libraryFile.path,
        values: library.values,
        fromText: false,
        ...(deps.configFile === undefined ? { accepts: 'library' as const } : {}),
      },
      { origin: 'user', where: () => deps.userFile.path, values: user.values, fromText: false, accepts: 'user' },
    ];
    const resolved = resolveSettings(layers);
    const broken: SettingProblem[] = [];
    if (deps.configFile !== undefined && !library.exists) {
      broken.push(fileProblem(libraryFile.path, 'file', `The settings file ${libraryFile.path} does not exist.`));
    } else if (library.problem !== undefined) {
      broken.push(fileProblem(libraryFile.path, fileOrigin, library.problem));
    }
    if (user.problem !== undefined) broken.push(fileProblem(deps.userFile.path, 'user', user.problem));
    return { ...resolved, problems: [...broken, ...resolved.problems] };
  }

  function refresh(): void {
    const before = state.values;
    state = load();
    if (SETTING_KEYS.every((key) => before[key] === state.values[key])) return;
    for (const listener of listeners) listener(state.values, before);
  }

  function paths(): SettingsSnapshot['paths'] {
    return {
      library: deps.libraryFolder,
      models: state.values['models.folder'] || join(deps.userDataFolder, 'models'),
      userFile: deps.userFile.path,
      libraryFile: libraryFile.path,
    };
  }

  function snapshot(): SettingsSnapshot {
    return { values: state.values, effective: [...state.effective], unknown: [...state.unknown], paths: paths() };
  }

  async function set(
    { changes }: { changes: Readonly<Record<string, unknown>> },
    context: CallContext,
  ): Promise<SettingsSnapshot> {
    const wanted = checkChanges(changes);
    const stored = { user: deps.userFile.read().values, library: libraryFile.read().values };
    const made: SettingChange[] = [];
    for (const scope of ['library', 'user'] as const) {
      const mine = [...wanted].filter(([key]) => isUserSetting(key) === (scope === 'user'));
      const real = mine.filter(([key, value]) => (stored[scope][key] ?? undefined) !== value);
      if (real.length === 0) continue;
      await (scope === 'user' ? deps.userFile : libraryFile).change(
        Object.fromEntries(real.filter(([, value]) => value !== undefined)),
        real.filter(([, value]) => value === undefined).map(([key]) => key),
      );
      for (const [key, after] of real) {
        made.push({ key, before: stored[scope][key], after, changedAt: now(), caller: context.caller });
      }
    }
    refresh();
    if (made.length > 0) {
      // The change is made and in force; a catalog that cannot note it down is reported, but does not undo it.
      await deps.history.append(made).catch((thrown: unknown) => {
        deps.log.warn('A change of settings could not be recorded', { error: String(thrown) });
      });
    }
    return snapshot();
  }

  return {
    handlers: {
      async get() {
        refresh();
        return snapshot();
      },
      set(input, context) {
        const turn = lastSet.then(() => set(input, context)); // one at a time: each reads, changes and writes a file
        lastSet = turn.catch(() => undefined);
        return turn;
      },
      async history({ limit }) {
        const changes = await deps.history.list(limit);
        return changes.map((change) => ({
          key: change.key,
          before: asJson(change.before),
          after: asJson(change.after),
          changedAt: change.changedAt.toISOString(),
          caller: change.caller,
        }));
      },
    },
    current: () => state.values,
    snapshot,
    problems: () => state.problems,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get paths() {
      return paths();
    },
  };
}

function givenLayers(deps: SettingsServiceDeps): readonly SettingsLayer[] {
  return [
    {
      origin: 'argument',
      where: (key) => `the argument ${key}`,
      values: deps.arguments ?? {},
      fromText: true,
    },
    {
      origin: 'environment',
      where: (key) => (isSettingKey(key) ? environmentName(key) : 'the environment'),
      values: settingsFromEnvironment(deps.environment, deps.otherVariables),
      fromText: true,
      names: SETTING_KEYS.map(environmentName),
    },
  ];
}

function fileProblem(where: string, origin: SettingProblem['origin'], message: string): SettingProblem {
  return { key: '', where, origin, message };
}

function unknownKey(key: string): Failure {
  const nearest = nearestKey(key, SETTING_KEYS);
  const hint = nearest === undefined ? 'See the list in "carrel doctor".' : `Did you mean ${nearest}?`;
  return new Failure('invalid-input', `There is no setting ${key}. ${hint}`, { reason: 'settings/unknown-key' });
}

/** All or nothing: one bad change refuses the whole request before anything is written. */
function checkChanges(
  changes: Readonly<Record<string, unknown>>,
): ReadonlyMap<SettingKey, string | number | boolean | undefined> {
  const wanted = new Map<SettingKey, string | number | boolean | undefined>();
  for (const [key, raw] of Object.entries(changes)) {
    if (!isSettingKey(key)) throw unknownKey(key);
    if (raw === null) {
      wanted.set(key, undefined);
      continue;
    }
    const parsed = parseSetting(key, raw, false);
    if (!parsed.ok) {
      const message = unusable(key, raw, 'the request', parsed.why);
      throw new Failure('invalid-input', message, { reason: 'settings/invalid-value', details: { key } });
    }
    wanted.set(key, parsed.value);
  }
  return wanted;
}

type Json = Awaited<ReturnType<CarrelHandlers['settings']['history']>>[number]['before'];

/** History values come from JSON columns; a missing one means the default was in force. */
function asJson(value: unknown): Json {
  return value === undefined ? null : (value as Json);
}
