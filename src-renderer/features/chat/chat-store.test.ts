import { beforeEach, describe, expect, it } from 'vitest';
import type { AnswerEvent } from '../../../src-contract/answer.ts';
import type { Conversation, Message } from '../../../src-contract/conversations.ts';
import { Failure } from '../../../src-contract/failure.ts';
import { conversationIdSchema, messageIdSchema } from '../../../src-contract/ids.ts';
import { installClient } from '../../lib/client.ts';
import { aCitation, aPassage } from '../../testing/builders.ts';
import { createInMemoryClient } from '../../testing/in-memory-client.ts';
import {
  ask,
  refreshConversation,
  regenerate,
  reloadConversation,
  showConversation,
  stopCurrent,
  useChat,
} from './chat-store.ts';
import { useComposer } from './composer-store.ts';
import { isRunning } from './live-answer.ts';

const OPTIONS = { collections: [] };
const TIME = '2026-11-21T10:00:00.000Z';
const TOKENS = ['It ', 'is ', 'atomic. [1]'];

/** A host that keeps conversations in memory; `gate` holds the answer before its second token. */
class FakeHost {
  readonly conversations = new Map<string, Conversation>();
  readonly questions: unknown[] = [];
  gate: Promise<void> = Promise.resolve();
  failure: Failure | undefined;
  keepsStopped = true;
  #ids = 0;

  add(items: Message[] = []): Conversation {
    const id = conversationIdSchema.parse(`c${++this.#ids}`);
    const made = { id, title: 'A title', createdAt: TIME, updatedAt: TIME, messages: items.length, sources: 0, items };
    this.conversations.set(id, made);
    return made;
  }

  question(text: string): Message {
    return { role: 'user', id: messageIdSchema.parse(`m${++this.#ids}`), createdAt: TIME, text, scope: {} };
  }

  answer(text: string): Message {
    const id = messageIdSchema.parse(`m${++this.#ids}`);
    const generator = { kind: 'extractive', name: 'extractive' } as const;
    return {
      role: 'assistant',
      id,
      createdAt: TIME,
      text,
      citations: [],
      passages: [],
      generator,
      limits: [],
      timings: {},
    };
  }

  client() {
    const get = (id: string): Conversation => {
      const found = this.conversations.get(id);
      if (found === undefined) throw new Failure('not-found', 'No such conversation');
      return found;
    };
    return createInMemoryClient({
      conversations: {
        create: async ({ title }) => {
          const { items: _items, ...summary } = { ...this.add(), title };
          return summary;
        },
        get: async ({ id }) => structuredClone(get(id)),
      },
      answer: { ask: (input, { signal }) => this.#ask(input, signal, get) },
    });
  }

  async *#ask(
    input: { question: string; conversation?: string | undefined; regenerate?: string | undefined },
    signal: AbortSignal,
    get: (id: string) => Conversation,
  ): AsyncGenerator<AnswerEvent, never, void> {
    this.questions.push(input);
    const conversation = get(input.conversation ?? '');
    if (input.regenerate === undefined) conversation.items.push(this.question(input.question));
    if (this.failure !== undefined) throw this.failure;
    let text = '';
    const store = (): void => {
      conversation.items = conversation.items.filter((item) => item.id !== input.regenerate);
      conversation.items.push(this.answer(text));
    };
    signal.addEventListener('abort', () => (this.keepsStopped ? store() : undefined));
    yield { type: 'retrieval', results: [aPassage()], timings: {} };
    yield { type: 'citation', ...aCitation() };
    for (const token of TOKENS) {
      text += token;
      yield { type: 'token', text: token };
      await this.gate;
    }
    store();
    const generator = { kind: 'extractive', name: 'extractive' } as const;
    return { answer: text, citations: [aCitation()], generator, limits: [], timings: {} } as never;
  }
}

/** Waits for the state of the store, never for a clock. */
function until(holds: (state: ReturnType<typeof useChat.getState>) => boolean): Promise<void> {
  if (holds(useChat.getState())) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = useChat.subscribe((state) => {
      if (!holds(state)) return;
      stop();
      resolve();
    });
  });
}

let host: FakeHost;
beforeEach(async () => {
  host = new FakeHost();
  installClient(host.client());
  useChat.setState({ conversation: undefined, loadFailure: undefined, liveById: {} });
  await showConversation(undefined);
});

const texts = (): string[] => useChat.getState().conversation?.items.map((item) => item.text) ?? [];

describe('changes by others', () => {
  it('are taken over, but for a conversation that is being answered here', async () => {
    const shown = host.add([host.question('First')]);
    await showConversation(shown.id);
    const before = useChat.getState().conversation;
    await refreshConversation();
    expect(useChat.getState().conversation).toBe(before); // nothing to draw again
    shown.items.push(host.answer('By another window'));
    await refreshConversation();
    expect(texts()).toEqual(['First', 'By another window']);
    const gate = Promise.withResolvers<void>();
    host.gate = gate.promise;
    const done = ask('Second', OPTIONS);
    await until(({ liveById }) => Object.values(liveById)[0]?.text === 'It ');
    await refreshConversation();
    expect(texts()).toEqual(['First', 'By another window']); // its question stands in the live answer
    gate.resolve();
    await done;
    expect(texts()).toHaveLength(4);
  });
});

describe('asking', () => {
  it('starts a conversation, tells its id before the first word, and ends with what is stored', async () => {
    const started: string[] = [];
    await ask('Is it atomic?', OPTIONS, (id) => started.push(id));
    expect(started).toEqual([useChat.getState().conversation?.id]);
    expect(texts()).toEqual(['Is it atomic?', 'It is atomic. [1]']);
    expect(useChat.getState().liveById).toEqual({});
  });

  it('shows the words as they come, in the conversation they belong to', async () => {
    const gate = Promise.withResolvers<void>();
    host.gate = gate.promise;
    const done = ask('Is it atomic?', OPTIONS);
    await until(({ liveById }) => Object.values(liveById)[0]?.text === 'It ');
    expect(Object.values(useChat.getState().liveById)[0]).toMatchObject({
      phase: 'writing',
      passages: [{ rank: 1 }],
      citations: [{ number: 1 }],
    });
    const other = host.add([host.question('Another')]);
    await showConversation(other.id);
    gate.resolve();
    await done;
    expect(texts()).toEqual(['Another']);
  });

  it('sends the scope and the options, and leaves out what follows the settings', async () => {
    await ask('Is it atomic?', { collections: ['col-1'], topK: 3, temperature: undefined, generator: 'extractive' });
    expect(host.questions[0]).toMatchObject({ scope: { collections: ['col-1'] }, topK: 3, generator: 'extractive' });
    expect(host.questions[0]).not.toHaveProperty('temperature');
  });
});

describe('an answer that does not end well', () => {
  it('keeps the failure beside the stored question', async () => {
    host.failure = new Failure('unavailable', 'The index is being rebuilt');
    await ask('Is it atomic?', OPTIONS);
    const [live] = Object.values(useChat.getState().liveById);
    expect(live).toMatchObject({ phase: 'failed', failure: host.failure, question: 'Is it atomic?' });
    expect(texts()).toEqual(['Is it atomic?']);
  });

  it.each([
    ['the stored part, where the host kept it', true, ['Is it atomic?', 'It ']],
    ['the words on screen, where it did not', false, ['Is it atomic?']],
  ])('after a stop shows %s', async (_name, keepsStopped, stored) => {
    host.keepsStopped = keepsStopped;
    host.gate = new Promise(() => {});
    const done = ask('Is it atomic?', OPTIONS);
    await until(({ liveById }) => Object.values(liveById)[0]?.text === 'It ');
    stopCurrent();
    await done;
    expect(texts()).toEqual(stored);
    const [live] = Object.values(useChat.getState().liveById);
    expect(live?.phase).toBe(keepsStopped ? undefined : 'stopped');
    expect(isRunning(live)).toBe(false);
  });
});

describe('answering again', () => {
  it('replaces the answer and repeats its question', async () => {
    const old = host.answer('Old');
    const conversation = host.add([host.question('Is it atomic?'), old]);
    await showConversation(conversation.id);
    await regenerate(useChat.getState().conversation ?? conversation, old, OPTIONS);
    expect(host.questions[0]).toMatchObject({ question: 'Is it atomic?', regenerate: old.id });
    expect(texts()).toEqual(['Is it atomic?', 'It is atomic. [1]']);
  });
});

describe('showing a conversation', () => {
  it('says so when it is gone, and recovers with the next', async () => {
    await showConversation('gone');
    expect(useChat.getState().loadFailure).toMatchObject({ code: 'not-found' });
    const there = host.add();
    await showConversation(there.id);
    expect(useChat.getState()).toMatchObject({ loadFailure: undefined, conversation: { id: there.id } });
  });

  it('shows the scope of a conversation that is opened, and keeps the one chosen while it is open', async () => {
    const scoped = host.add();
    host.conversations.set(scoped.id, { ...scoped, scope: { collections: ['col-1'] } });
    const whole = host.add();
    await showConversation(scoped.id);
    expect(useComposer.getState().collections).toEqual(['col-1']);
    useComposer.setState({ collections: ['col-2'] });
    await reloadConversation(scoped.id);
    expect(useComposer.getState().collections).toEqual(['col-2']);
    await showConversation(whole.id);
    expect(useComposer.getState().collections).toEqual([]);
  });

  it('drops what arrives about a conversation no longer wanted', async () => {
    const [first, second] = [host.add([host.question('one')]), host.add([host.question('two')])];
    const late = showConversation(first.id);
    await showConversation(second.id);
    await late;
    await reloadConversation(first.id);
    expect(texts()).toEqual(['two']);
  });
});
