import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { contract } from './index.ts';
import type { Procedure } from './procedure.ts';

/** A digest of everything a caller of another version relies on: kind, effect, and the shapes of what goes in and out. */
function fingerprint(procedure: Procedure): string {
  const schemaOf = (schema: z.ZodType, io: 'input' | 'output') =>
    z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  const shape = [
    schemaOf(procedure.input, 'input'),
    procedure.kind === 'streaming' ? schemaOf(procedure.item, 'output') : null,
    schemaOf(procedure.output, 'output'),
  ];
  const digest = createHash('sha256').update(JSON.stringify(shape)).digest('hex').slice(0, 16);
  return `${procedure.kind} ${procedure.effect} ${digest}`;
}

test('the contract has the shape that was last agreed on; a wanted change is recorded with vitest --update', async () => {
  const shape = Object.fromEntries(
    Object.entries(contract).flatMap(([service, procedures]) =>
      Object.entries(procedures).map(([name, procedure]) => [
        `${service}.${name}`,
        fingerprint(procedure as Procedure),
      ]),
    ),
  );
  await expect(`${JSON.stringify(shape, null, 2)}\n`).toMatchFileSnapshot('contract-shape.json');
});

test.each(
  Object.entries(contract).flatMap(([service, procedures]) =>
    Object.entries(procedures).map(([name, procedure]) => [`${service}.${name}`, procedure as Procedure] as const),
  ),
)('%s says what it does', (_name, { summary }) => {
  expect(summary).toMatch(/^[A-Z].{8,}[^.]$/);
});
