import type { ChildHandle, ChildLauncher } from './child-process.ts';

/** A child process that answers each numbered request once. */
export interface ChildRequests<Question extends object, Reply> {
  /** Starts the child when there is none. Rejects with `lost()` when it dies first. */
  ask(question: Question): Promise<Reply>;
  pid(): number | undefined;
  /** Ends the child at once; the next request starts another. */
  kill(): void;
}

interface Setup<Reply> {
  readonly launcher: ChildLauncher;
  readonly entry: URL;
  /** As lists of processes show it. */
  readonly name: string;
  /** Set in the child beside what it needs to start. */
  readonly env?: Readonly<Record<string, string>>;
  /** Undefined for what is no reply; a child that sends such a thing is killed. */
  readonly parse: (raw: unknown) => Reply | undefined;
  /** What requests under way fail with when the child ends. */
  readonly lost: () => Error;
  /** Called when a child ended that nobody killed. */
  readonly onCrash?: () => void;
}

/** One child at a time: started at the first request; when it dies, what was under way fails. */
export function createChildRequests<Question extends object, Reply extends { readonly id: number }>(
  setup: Setup<Reply>,
): ChildRequests<Question, Reply> {
  let child: ChildHandle | undefined;
  let nextId = 1;
  const waiting = new Map<number, PromiseWithResolvers<Reply>>();

  function ensureChild(): ChildHandle {
    if (child !== undefined) return child;
    const started = setup.launcher.launch(setup.entry, {
      name: setup.name,
      ...(setup.env === undefined ? {} : { env: setup.env }),
    });
    child = started;
    started.onMessage((raw) => {
      if (child !== started) return;
      const reply = setup.parse(raw);
      if (reply === undefined) {
        started.kill(); // it does not speak our language, so it is as good as dead
        return;
      }
      waiting.get(reply.id)?.resolve(reply);
      waiting.delete(reply.id);
    });
    started.onExit(() => {
      if (child !== started) return;
      forget();
      setup.onCrash?.();
    });
    return started;
  }

  function forget(): void {
    child = undefined;
    const lost = [...waiting.values()];
    waiting.clear();
    for (const { reject } of lost) reject(setup.lost());
  }

  return {
    ask(question) {
      const id = nextId++;
      const answer = Promise.withResolvers<Reply>();
      waiting.set(id, answer);
      ensureChild().send({ ...question, id });
      return answer.promise;
    },
    pid: () => child?.pid,
    kill() {
      const ending = child;
      if (ending === undefined) return;
      forget();
      ending.kill();
    },
  };
}
