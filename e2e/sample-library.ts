import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..');
/** What a story wrote before stays. */
const COPY = { recursive: true, force: false };

/** Libraries that many stories start with, read once and then copied: reading the sample takes 2.5 s of a core. */
export interface SampleLibraries extends AsyncDisposable {
  /** Makes the library in `folder` as adding the sample from the first screen leaves it. */
  putSample(folder: string): Promise<void>;
  /** Makes a library of the sample and of a folder with a file of a kind that is not read. */
  putFull(folder: string): Promise<void>;
}

/** `env` is the environment of the `carrel` command for a settings folder and a data folder of its own. */
export function createSampleLibraries(envOf: (folder: string) => Record<string, string>): SampleLibraries {
  let place: Promise<string> | undefined;
  let sample: Promise<string> | undefined;
  let full: Promise<string> | undefined;

  const makePlace = () => mkdtemp(join(tmpdir(), 'carrel-stories-'));

  async function ingest(library: string, folder: string, collection: string): Promise<void> {
    place ??= makePlace();
    const command = ['ingest', folder, '--collection', collection, '--json', '--library', library];
    await promisify(execFile)(process.execPath, [join(ROOT, 'bin', 'carrel.mjs'), ...command], {
      env: envOf(await place),
    });
  }

  async function makeSample(): Promise<string> {
    place ??= makePlace();
    const library = join(await place, 'sample');
    await ingest(library, join(ROOT, 'resources', 'sample'), 'Sample');
    return library;
  }

  async function makeFull(): Promise<string> {
    sample ??= makeSample();
    place ??= makePlace();
    const library = join(await place, 'full');
    await cp(await sample, library, COPY);
    const odd = join(await place, 'Field notes');
    await mkdir(odd);
    await writeFile(join(odd, 'notes.heic'), 'not a picture');
    await writeFile(join(odd, 'heron.md'), '# Herons\n\nThe grey heron waits for the carp at the northern weir.\n');
    await ingest(library, odd, 'Field notes');
    return library;
  }

  return {
    async putSample(folder) {
      sample ??= makeSample();
      await cp(await sample, folder, COPY);
    },
    async putFull(folder) {
      full ??= makeFull();
      await cp(await full, folder, COPY);
    },
    async [Symbol.asyncDispose]() {
      if (place !== undefined) await rm(await place, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}
