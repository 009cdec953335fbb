import { Failure } from '../../../src-contract/failure.ts';
import type { AppPaths } from '../../platform/app-paths.ts';
import type { ChildHandle, ChildLauncher } from '../../platform/child-process.ts';
import type { Log } from '../../platform/log.ts';
import { toModelFailure } from './inference-failure.ts';
import { type InferenceReply, type InferenceRequest, inferenceReplySchema } from './inference-messages.ts';

type Unnumbered<R> = R extends { id: number } ? Omit<R, 'id'> : never;

/** A reply stream of one request: replies in order, then undefined; rejects when the child fails or dies. */
export interface PendingReplies {
  readonly id: number;
  next(): Promise<InferenceReply>;
  /** Stops listening; later replies to this request are dropped. */
  forget(): void;
}

/**
 * One inference child at a time: started when first needed, replaced after a crash.
 *
 * A child that dies fails every request under way with `unavailable`, `model/crashed`; the next request starts another.
 */
export interface InferenceProcess {
  send(request: Unnumbered<InferenceRequest>): PendingReplies;
  stop(id: number): void;
  /** Process id of the running child. */
  pid(): number | undefined;
  /** Ends the child, kindly when `kind`, at once otherwise. What was under way fails as crashed. */
  end(how: 'kindly' | 'at-once'): void;
}

interface ChildSetup {
  readonly launcher: ChildLauncher;
  readonly app: AppPaths;
  readonly log: Log;
  /** Called when a child is gone: nothing is loaded any more. */
  readonly onGone: (why: 'crashed' | 'ended') => void;
}

/** Freeing the memory of a model takes well under a second; then it has hung. */
const UNLOAD_GRACE_MS = 5_000;

export function createInferenceProcess({ launcher, app, log, onGone }: ChildSetup): InferenceProcess {
  let child: ChildHandle | undefined;
  let nextId = 1;
  const mailboxes = new Map<number, Mailbox>();

  function ensureChild(): ChildHandle {
    if (child !== undefined) return child;
    const started = launcher.launch(app.worker('inference'), { name: 'Carrel inference' });
    child = started;
    started.onMessage((raw) => {
      if (child !== started) return;
      const reply = inferenceReplySchema.safeParse(raw);
      if (reply.success) mailboxes.get(reply.data.id)?.put(reply.data);
      else started.kill(); // it does not speak our language, so it is as good as dead
    });
    started.onExit((code) => {
      if (child !== started) return;
      log.warn('The inference process ended unexpectedly', { code });
      forgetChild('crashed');
    });
    return started;
  }

  function forgetChild(why: 'crashed' | 'ended'): void {
    child = undefined;
    for (const mailbox of mailboxes.values()) mailbox.fail(crashed());
    mailboxes.clear();
    onGone(why);
  }

  return {
    send(request) {
      const id = nextId++;
      const mailbox = createMailbox();
      mailboxes.set(id, mailbox);
      ensureChild().send({ ...request, id });
      return { id, next: mailbox.take, forget: () => mailboxes.delete(id) };
    },
    stop: (id) => child?.send({ kind: 'stop', id }),
    pid: () => child?.pid,
    end(how) {
      const ending = child;
      if (ending === undefined) return;
      forgetChild('ended');
      if (how === 'at-once') {
        ending.kill();
        return;
      }
      ending.send({ kind: 'unload' } satisfies InferenceRequest);
      const killer = setTimeout(() => ending.kill(), UNLOAD_GRACE_MS).unref();
      ending.onExit(() => clearTimeout(killer));
    },
  };
}

function crashed(): Failure {
  return new Failure('unavailable', 'The language model stopped working. Ask again to start it anew.', {
    reason: 'model/crashed',
  });
}

interface Mailbox {
  put(reply: InferenceReply): void;
  fail(failure: Failure): void;
  take(): Promise<InferenceReply>;
}

/** Replies wait here until they are taken; a failure comes after the replies that preceded it. */
function createMailbox(): Mailbox {
  const waiting: InferenceReply[] = [];
  let failure: Failure | undefined;
  let wake = (): void => {};
  return {
    put(reply) {
      waiting.push(reply);
      wake();
    },
    fail(thrown) {
      failure = thrown;
      wake();
    },
    async take() {
      for (;;) {
        const reply = waiting.shift();
        if (reply?.kind === 'failed') throw toModelFailure(reply.problem, reply.message);
        if (reply !== undefined) return reply;
        if (failure !== undefined) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
