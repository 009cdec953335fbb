import type { Command } from 'commander';
import { Failure } from '../../../src-contract/failure.ts';
import type { Collection } from '../../../src-contract/library.ts';
import { nearestKey } from '../../services/settings/index.ts';
import type { Output } from './output.ts';
import type { CliEnvironment, OpenedClient } from './ports.ts';

/** Options every command takes. */
export interface GlobalOptions {
  readonly library?: string;
  readonly collection?: string;
  readonly config?: string;
  readonly set: Readonly<Record<string, string>>;
}

/** What a command works with. */
export interface CommandContext {
  readonly environment: CliEnvironment;
  readonly output: Output;
  readonly globals: GlobalOptions;
  /** Opens the library, uses it and closes it, whatever happens. @throws Failure */
  withClient<T>(use: (opened: OpenedClient) => Promise<T>, options?: { readonly needsLibrary: boolean }): Promise<T>;
}

/** Reads the options given before or behind the command's name. @throws Failure `invalid-input` */
export function createContext(command: Command, environment: CliEnvironment, output: Output): CommandContext {
  const globals = readGlobals(command.optsWithGlobals());
  return {
    environment,
    output,
    globals,
    async withClient(use, { needsLibrary } = { needsLibrary: true }) {
      const { library, config, set } = globals;
      const opened = await environment.openClient({
        command: nameOf(command),
        set,
        needsLibrary,
        ...(library === undefined ? {} : { library }),
        ...(config === undefined ? {} : { config }),
      });
      try {
        return await use(opened);
      } finally {
        await opened.close();
      }
    },
  };
}

/**
 * Finds the collection named on the command line.
 *
 * @throws Failure `not-found` with the nearest name, so that a typing mistake is not an empty answer
 */
export async function findCollection({ client }: OpenedClient, wanted: string): Promise<Collection> {
  const collections = await client.library.listCollections({});
  const plain = wanted.trim().toLowerCase();
  const found =
    collections.find(({ id }) => id === wanted) ?? collections.find(({ name }) => name.toLowerCase() === plain);
  if (found !== undefined) return found;
  const names = collections.map(({ name }) => name);
  const nearest = nearestKey(wanted, names);
  const advice =
    nearest !== undefined
      ? `Did you mean "${nearest}"?`
      : names.length === 0
        ? 'The library has no collections yet; add documents with "carrel ingest".'
        : `There are: ${names.slice(0, 10).join(', ')}.`;
  throw new Failure('not-found', `There is no collection "${wanted}". ${advice}`, {
    reason: 'library/unknown-collection',
    ...(nearest === undefined ? {} : { details: { nearest } }),
  });
}

function readGlobals(options: Record<string, unknown>): GlobalOptions {
  const text = (name: 'library' | 'collection' | 'config'): Record<string, string> => {
    const value = options[name];
    if (typeof value !== 'string') return {};
    if (value.trim() === '') {
      throw new Failure('invalid-input', `--${name} is empty; give it a value or leave it out`, {
        reason: name === 'library' ? 'library/empty-path' : 'cli/empty-option',
      });
    }
    return { [name]: value };
  };
  const set: Record<string, string> = Object.create(null);
  for (const pair of (options.set ?? []) as readonly string[]) {
    const at = pair.indexOf('=');
    if (at < 1) {
      throw new Failure('invalid-input', `--set takes key=value, such as answer.topK=5, not "${pair}"`, {
        reason: 'cli/bad-set',
      });
    }
    set[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return { ...text('library'), ...text('collection'), ...text('config'), set };
}

function nameOf(command: Command): string {
  const names: string[] = [];
  for (let at: Command | null = command; at?.parent != null; at = at.parent) names.unshift(at.name());
  return names.join(' ');
}
