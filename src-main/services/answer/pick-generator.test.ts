import { describe, expect, it } from 'vitest';
import type { GeneratorModel } from '../../../src-contract/models.ts';
import { scriptedGenerator } from '../../testing/answer-fakes.ts';
import { createPickGenerator } from './pick-generator.ts';

const aModel = (id: string, problem?: string): GeneratorModel => ({
  id,
  name: id,
  path: `/models/${id}`,
  sizeBytes: 1,
  ...(problem === undefined ? {} : { problem }),
});

function pick(setting: string, models: readonly GeneratorModel[]) {
  const opened: string[] = [];
  const picker = createPickGenerator({
    list: async () => models,
    open(path) {
      opened.push(path);
      return scriptedGenerator([]);
    },
  });
  return picker(setting).then((choice) => ({ opened, code: choice.limit?.code }));
}

describe('choosing who writes', () => {
  const good = aModel('good.gguf');
  const bad = aModel('bad.gguf', 'It is cut short.');
  it.each([
    ['extractive', [good], [], undefined],
    ['auto', [bad, good], ['/models/good.gguf'], undefined],
    ['auto', [], [], 'no-model'],
    ['auto', [bad], [], 'model-broken'],
    ['good.gguf', [bad, good], ['/models/good.gguf'], undefined],
    ['bad.gguf', [bad, good], [], 'model-broken'],
    ['gone.gguf', [good], [], 'no-model'],
  ])('%s', async (setting, models, opened, code) => {
    expect(await pick(setting, models)).toEqual({ opened, code });
  });
});
