import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildTinyGguf } from '../src-main/testing/tiny-gguf.ts';
import type { Desk } from './carrel.ts';

/** Puts the tiny chat model of the tests into the models folder: real inference, words without sense. */
export async function installTinyModel(desk: Desk, name = 'tiny.gguf'): Promise<void> {
  await mkdir(desk.models, { recursive: true });
  await writeFile(join(desk.models, name), buildTinyGguf());
}
