import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnswerEvent, AnswerResult } from '../../src-contract/answer.ts';
import { createCarrierPair } from '../../src-contract/carrier-pair.ts';
import { connect } from '../../src-contract/connect.ts';
import { contract } from '../../src-contract/index.ts';
import { openContainer } from '../../src-main/container.ts';
import { serve } from '../../src-main/hosts/serve.ts';
import { locateApp } from '../../src-main/platform/app-paths.ts';
import type { ChildLauncher } from '../../src-main/platform/child-process.ts';
import { buildTinyGguf } from '../../src-main/testing/tiny-gguf.ts';

/** A whole program with a small library and one chat model, in this process; asked over its own wire. */
export interface AskedProgram {
  ask(question: string, onEvent?: (event: AnswerEvent) => void): Promise<AnswerResult>;
  close(): Promise<void>;
}

const NOTES: Readonly<Record<string, string>> = {
  Labs: 'The second lab is due on 14 October. Labs are done in pairs and graded within a week.',
  Exam: 'The exam is on 12 December in the large hall. One sheet of notes is allowed.',
  Herons: 'Herons stand still in shallow water. They hunt fish and frogs at dawn.',
  Index: 'An inverted index maps each term to the passages that hold it. Postings are sorted by passage.',
};

export const QUESTIONS: readonly string[] = [
  'When is the second lab due?',
  'What is allowed in the exam?',
  'What do herons hunt?',
  'What does an inverted index map?',
];

/** The known weak point: half of this context holds no question, since the model of random weights spells what it reads. */
const CONTEXT_TOKENS = 2048;
/** Enough writing to be ended in; with so many half of the context is too small for a question. */
const WRITTEN_TOKENS = 400;
/** On a machine with other work the usual time would be over before the moment that is tried. */
const TIME_BUDGET_MS = 60_000;

export async function openAskedProgram(folder: string, launcher: ChildLauncher): Promise<AskedProgram> {
  const models = join(folder, 'models');
  await mkdir(models, { recursive: true });
  await writeFile(join(models, 'tiny.gguf'), buildTinyGguf());
  const container = await openContainer({
    app: locateApp(import.meta.url),
    launcher,
    library: join(folder, 'library'),
    set: {
      'models.folder': models,
      'answer.generator': 'auto',
      'answer.contextTokens': `${CONTEXT_TOKENS}`,
      'answer.maxTokens': `${WRITTEN_TOKENS}`,
      'answer.timeBudgetMs': `${TIME_BUDGET_MS}`,
    },
  });
  const [callerSide, hostSide] = createCarrierPair();
  const served = serve(hostSide, container.dispatcher, 'test');
  const client = connect(callerSide, contract);
  const texts = Object.entries(NOTES).map(([title, text]) => ({ title, text }));
  const { job } = await client.library.addSources({ collection: 'Notes', texts });
  for await (const _event of client.library.followJob({ id: job }));
  return {
    async ask(question, onEvent = () => {}) {
      const stream = client.answer.ask({ question });
      for await (const event of stream) onEvent(event);
      return await stream.result;
    },
    async close() {
      await served.close();
      callerSide.close();
      await container.close();
    },
  };
}
