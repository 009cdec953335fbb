import { resolve } from 'node:path';
import { labelledPairSchema } from '../../../src-contract/citation-evaluation.ts';
import { Failure } from '../../../src-contract/failure.ts';
import type { LabelledPairFiles } from '../../services/evaluation/ports.ts';
import { readLines } from './judged-lines.ts';

/** Labelled pairs in a file, one JSON object a line; further fields are left alone. */
export function createLabelledPairFiles(): LabelledPairFiles {
  return {
    async read(file, signal) {
      const path = resolve(file);
      const pairs = await readLines(path, signal, labelledPairSchema);
      if (pairs.length > 0) return pairs;
      throw new Failure('invalid-input', `${path} holds no pairs. Give one JSON object a line.`, {
        reason: 'evaluation/malformed',
      });
    },
  };
}
