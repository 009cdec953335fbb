import { join } from 'node:path';
import { expect, test } from 'vitest';
import { locateApp } from '../../platform/app-paths.ts';
import { createModelsCatalogue } from './models-catalogue.ts';

test('every model that is offered can be verified: one revision of its repository, one hash, a name of its own', async () => {
  const models = await createModelsCatalogue(join(locateApp(import.meta.url).resources, 'models-catalogue.json'))();
  expect(models.length).toBeGreaterThanOrEqual(12);
  for (const { id, url, fileName, sha256 } of models) {
    expect(sha256, id).toMatch(/^[0-9a-f]{64}$/);
    expect(new URL(url).pathname, id).toMatch(/^\/[\w.-]+\/[\w.-]+\/resolve\/[0-9a-f]{40}\/[\w.-]+\.gguf$/);
    expect(url.endsWith(`/${fileName}`), id).toBe(true);
  }
  for (const field of ['id', 'fileName', 'sha256'] as const) {
    expect(new Set(models.map((model) => model[field])).size, field).toBe(models.length);
  }
});

test('a catalogue that cannot be read says so', async () => {
  await expect(createModelsCatalogue(join(import.meta.dirname, 'nowhere.json'))()).rejects.toMatchObject({
    code: 'corrupt',
    reason: 'models/catalogue',
  });
});
