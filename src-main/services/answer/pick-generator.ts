import type { Limit } from '../../../src-contract/answer.ts';
import type { GeneratorModel } from '../../../src-contract/models.ts';
import { REMOTE_PREFIX } from '../../../src-contract/remote.ts';
import type { Generator, GeneratorChoice, PickGenerator } from './ports.ts';

/**
 * Chooses by the setting `answer.generator`: the named model, or for "auto" the first in the folder that can be used.
 *
 * Without one it says why; "extractive" wants none and says nothing.
 */
export function createPickGenerator(models: {
  list(): Promise<readonly GeneratorModel[]>;
  /** Costs nothing; the model is loaded when it writes. */
  open(path: string): Generator;
  /** One on another computer, by a choice such as `remote:lab`; "auto" never takes one. @throws Failure `not-found` */
  openRemote?(choice: string): Promise<{ readonly generator: Generator; readonly host: string }>;
}): PickGenerator {
  return async (setting): Promise<GeneratorChoice> => {
    if (setting === 'extractive') return {};
    if (setting.startsWith(REMOTE_PREFIX) && models.openRemote !== undefined) {
      const { generator, host } = await models.openRemote(setting);
      return { generator, limit: sentOut(host) };
    }
    const found = await models.list();
    if (setting === 'auto') {
      const usable = found.find((model) => model.problem === undefined);
      if (usable !== undefined) return { generator: models.open(usable.path) };
      return { limit: found.length === 0 ? noModel() : allBroken(found.length) };
    }
    const wanted = found.find((model) => model.id === setting);
    if (wanted === undefined) return { limit: unknownModel(setting) };
    if (wanted.problem !== undefined) return { limit: broken(wanted.id, wanted.problem) };
    return { generator: models.open(wanted.path) };
  };
}

/** The mark on every answer that another computer was asked for, whatever became of it. */
const sentOut = (host: string): Limit => ({
  code: 'sent-out',
  message: `The question and the passages found for it were sent to ${host}.`,
});

const noModel = (): Limit => ({
  code: 'no-model',
  message:
    'There is no chat model in the models folder, so the answer is made of sentences from your sources. ' +
    'Put a GGUF file there for written answers.',
});

const unknownModel = (id: string): Limit => ({
  code: 'no-model',
  message: `The model ${id} is not in the models folder. The answer is made of sentences from your sources instead.`,
});

const broken = (id: string, problem: string): Limit => ({
  code: 'model-broken',
  message: `${id} cannot be used: ${problem} The answer is made of sentences from your sources instead.`,
});

const allBroken = (count: number): Limit => ({
  code: 'model-broken',
  message:
    `${count === 1 ? 'The model' : `None of the ${count} models`} in the models folder can${count === 1 ? 'not' : ''} ` +
    'be used; the settings say why. The answer is made of sentences from your sources instead.',
});
