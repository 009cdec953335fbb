import * as z from 'zod';
import { Failure } from '../../src-contract/failure.ts';
import { type Handlers, streaming, unary } from '../../src-contract/procedure.ts';

/** A contract with everything a wire can get wrong. */
export const wireContract = {
  echo: {
    repeat: unary({
      summary: 'Say a text several times',
      effect: 'reads',
      input: z.strictObject({ text: z.string().min(1), times: z.int().max(1000).default(3) }),
      output: z.array(z.string()),
    }),
    breakPromise: unary({ summary: 'Answer wrongly', effect: 'reads', input: z.strictObject({}), output: z.string() }),
    crash: unary({ summary: 'Throw a bug', effect: 'reads', input: z.strictObject({}), output: z.string() }),
    deny: unary({ summary: 'Throw a failure', effect: 'reads', input: z.strictObject({}), output: z.string() }),
    wait: unary({
      summary: 'Wait for the caller to leave',
      effect: 'reads',
      input: z.strictObject({}),
      output: z.string(),
    }),
  },
  count: {
    up: streaming({
      summary: 'Count',
      effect: 'reads',
      input: z.strictObject({ to: z.int(), wrongAt: z.int().optional(), crashAt: z.int().optional() }),
      item: z.strictObject({ number: z.int() }),
      output: z.strictObject({ sum: z.int() }),
    }),
    stop: streaming({
      summary: 'Count until stopped, then tell how far it came',
      effect: 'reads',
      input: z.strictObject({}),
      item: z.strictObject({ number: z.int() }),
      output: z.strictObject({ stopped: z.boolean() }),
    }),
  },
} as const;

/** What the handlers saw. */
export interface WireWitness {
  /** How far each stream had counted when its clean-up ran. */
  readonly closedAt: number[];
  /** Highest number made so far by the stream that runs. */
  made: number;
  withdrawn: number;
}

/** Handlers of `wireContract` that tell what happened to them. */
export function createWireHandlers(): { handlers: Handlers<typeof wireContract>; witness: WireWitness } {
  const witness: WireWitness = { closedAt: [], made: 0, withdrawn: 0 };
  const handlers: Handlers<typeof wireContract> = {
    echo: {
      repeat: async ({ text, times }) => Array.from({ length: times }, () => text),
      breakPromise: async () => 7 as unknown as string,
      crash: async () => {
        throw new TypeError('secret internals');
      },
      deny: async () => {
        throw new Failure('refused', 'Only reading is allowed here', {
          reason: 'guard/writes',
          details: { kind: 'insert' },
          cause: new Error('the parser saw INSERT', { cause: new Error('token 0') }),
        });
      },
      wait: (_input, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            witness.withdrawn += 1;
            reject(signal.reason);
          });
        }),
    },
    count: {
      async *up({ to, wrongAt, crashAt }) {
        witness.made = 0;
        try {
          while (witness.made < to) {
            if (witness.made === crashAt) throw new TypeError('secret internals');
            await new Promise((resolve) => setImmediate(resolve));
            const number = witness.made++;
            yield number === wrongAt ? ({ number: 'wrong' } as unknown as { number: number }) : { number };
          }
          return { sum: (to * (to - 1)) / 2 };
        } finally {
          witness.closedAt.push(witness.made);
        }
      },
      async *stop(_input, { signal }) {
        yield { number: 0 };
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        return { stopped: true };
      },
    },
  };
  return { handlers, witness };
}
