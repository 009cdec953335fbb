import binaryen from 'binaryen';
import { describe, expect, test } from 'vitest';
import { gatherBranches } from './gather-branches.mjs';

/** A lexer's shape: each state goes back to the start by one of two branches, or leaves with what was seen. */
function stateMachine(states: number): Uint8Array {
  const labels = Array.from({ length: states }, (_, state) => `$state${state}`);
  const opened = labels.map((label) => `(block ${label}`).reverse();
  const bodies = labels.map(
    (_, state) => `
      (local.set $seen (i32.add (i32.mul (local.get $seen) (i32.const 31)) (i32.const ${state})))
      (if (i32.eqz (local.get $left)) (then (br $end (local.get $seen))))
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (if (i32.and (local.get $left) (i32.const 1))
        (then (local.set $state (i32.const ${(state * 7 + 3) % states})) (br $next))
        (else (local.set $state (i32.const ${(state * 5 + 1) % states})) (br $next)))`,
  );
  // Behind the end of the block that the table jumps out of stands the state's body.
  const text = `(module (func (export "run") (param $state i32) (param $left i32) (result i32) (local $seen i32)
    (block $end (result i32)
      (loop $again
        (block $next
          ${opened.join(' ')}
          (br_table ${labels.join(' ')} (local.get $state))
          ${bodies.map((body) => `)${body}`).join('\n')}
        )
        (br $again)
      )
      (unreachable))))`;
  const module = binaryen.parseText(text);
  try {
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

type Run = (state: number, steps: number) => number;

function instantiate(bytes: Uint8Array): Run {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>));
  return exports.run as Run;
}

/** The most branches that any label of the module has, tables aside. */
function mostBranches(bytes: Uint8Array): number {
  const module = binaryen.readBinary(bytes);
  const counts = new Map<string, number>();
  for (const [, label = ''] of module.emitText().matchAll(/\(br (\$\S+?)[\s)]/gu)) {
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  module.dispose();
  return Math.max(...counts.values());
}

describe('gathering branches', () => {
  test('leaves what a module does as it was', () => {
    const before = stateMachine(300);
    const after = gatherBranches(before);
    expect(after).toBeDefined();
    const [was, is] = [instantiate(before), instantiate(after!)];
    for (let state = 0; state < 300; state += 1) {
      for (const steps of [0, 1, 2, 17, 400]) expect(is(state, steps)).toBe(was(state, steps));
    }
  });

  test('brings few branches to one label', () => {
    const before = stateMachine(300);
    expect(mostBranches(before)).toBe(600);
    expect(mostBranches(gatherBranches(before)!)).toBeLessThan(80);
  });

  test('does not touch a module with few', () => {
    expect(gatherBranches(stateMachine(50))).toBeUndefined();
  });
});
