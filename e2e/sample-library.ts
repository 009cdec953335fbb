import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Desk, ROOT } from './carrel.ts';

/** Fills the library before the window opens: the sample, and a folder with a file of a kind that is not read. */
export async function fillLibrary(desk: Desk): Promise<void> {
  await desk.carrel('ingest', join(ROOT, 'resources', 'sample'), '--collection', 'Sample', '--json');
  const odd = join(desk.folder, 'Field notes');
  await mkdir(odd);
  await writeFile(join(odd, 'notes.heic'), 'not a picture');
  await writeFile(join(odd, 'heron.md'), '# Herons\n\nThe grey heron waits for the carp at the northern weir.\n');
  await desk.carrel('ingest', odd, '--collection', 'Field notes', '--json');
}
