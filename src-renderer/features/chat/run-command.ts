import { Failure } from '../../../src-contract/failure.ts';
import { go } from '../../app/route.ts';
import { carrel } from '../../lib/client.ts';
import { useChat } from './chat-store.ts';
import { focusComposer, useComposer } from './composer-store.ts';
import { pin } from './message-actions.ts';
import type { TypedCommand } from './slash-commands.ts';

/**
 * Does what a quick command says.
 *
 * @throws Failure `not-found` for a collection or model that is not there, `invalid-input` for a bad number
 */
export async function runCommand({ name, words }: TypedCommand): Promise<void> {
  const { conversation } = useChat.getState();
  switch (name) {
    case 'find':
      return go('find', words);
    case 'search':
      return useComposer.setState(({ searchOnly }) => ({ searchOnly: !searchOnly }));
    case 'scope':
      return setScope(words);
    case 'extractive':
      return useComposer.setState({ generator: 'extractive' });
    case 'model':
      return setModel(words);
    case 'topk':
      return setTopK(Number(words));
    case 'new':
    case 'clear':
      go('chat');
      return focusComposer();
    case 'pin':
      if (conversation !== undefined) await pin(conversation.id, conversation.pinnedAt === undefined);
  }
}

async function setScope(words: string): Promise<void> {
  if (words === '' || /^(all|alles?|全部)$/i.test(words)) return useComposer.setState({ collections: [] });
  const known = await carrel().library.listCollections({});
  const found = pick(known, words, ({ name }) => name);
  if (found === undefined) throw unknown('collection', words);
  useComposer.setState({ collections: [found.id] });
}

async function setModel(words: string): Promise<void> {
  if (words === '' || words === 'auto') return useComposer.setState({ generator: 'auto' });
  const { generators } = await carrel().models.list({});
  const found = pick(generators, words, ({ name }) => name);
  if (found === undefined) throw unknown('model', words);
  useComposer.setState({ generator: found.id });
}

function setTopK(number: number): void {
  if (!Number.isInteger(number) || number < 1 || number > 50) {
    throw new Failure('invalid-input', 'The number of passages is between 1 and 50: “/topk 10”.', {
      reason: 'chat/bad-number',
    });
  }
  useComposer.setState({ topK: number });
}

/** The one of that name, else the first whose name holds the words. */
function pick<T>(all: readonly T[], words: string, nameOf: (one: T) => string): T | undefined {
  const wanted = words.toLowerCase();
  return (
    all.find((one) => nameOf(one).toLowerCase() === wanted) ??
    all.find((one) => nameOf(one).toLowerCase().includes(wanted))
  );
}

const unknown = (what: string, words: string): Failure =>
  new Failure('not-found', `There is no ${what} “${words}”. Choose one below the question.`, {
    reason: 'chat/unknown-name',
  });
