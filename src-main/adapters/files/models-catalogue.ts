import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { Failure } from '../../../src-contract/failure.ts';
import { catalogueModelSchema } from '../../../src-contract/models.ts';
import type { ReadCatalogue } from '../../services/models/ports.ts';

const fileSchema = z.object({ models: z.array(catalogueModelSchema) });

/** The catalogue that ships: data, read when it is looked at. */
export function createModelsCatalogue(file: string): ReadCatalogue {
  return async () => {
    try {
      return fileSchema.parse(JSON.parse(await readFile(file, 'utf8'))).models;
    } catch (cause) {
      throw new Failure('corrupt', 'The catalogue of models cannot be read. Install Carrel again.', {
        reason: 'models/catalogue',
        cause,
      });
    }
  };
}
