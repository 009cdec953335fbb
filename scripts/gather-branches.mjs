import binaryen from 'binaryen';

/** With fewer branches to one label V8 takes as long as with groups (Go, Haskell, Python: under 45 ms). */
const MANY = 200;
/** Branches that meet. V8 takes as long with 16 and with 128. */
const GROUP = 64;

/** What holds statements, by kind of expression; branches anywhere else stay as they are. */
const STATEMENTS = new Map([
  [binaryen.BlockId, ({ children }) => children],
  [binaryen.LoopId, ({ body }) => [body]],
  [binaryen.IfId, ({ ifTrue, ifFalse }) => (ifFalse === 0 ? [ifTrue] : [ifTrue, ifFalse])],
]);

/**
 * Lets branches to the same label meet in groups before they go there.
 *
 * A lexer of a tree-sitter grammar is one function in which every state branches back to the start: 2,500 times in that
 * of Bash. The time and memory that V8's optimising compiler takes grow with the square of that: for this one function
 * 600 ms and 795 MB, with groups 150 ms and 95 MB (`node --trace-wasm-compilation-times`, Node 24.21). What the code does
 * stays the same.
 *
 * @param {Uint8Array} bytes a WebAssembly module
 * @returns {Uint8Array | undefined} the changed module; undefined where nothing is to be gathered
 */
export function gatherBranches(bytes) {
  const module = binaryen.readBinary(bytes);
  try {
    let gathered = 0;
    for (let index = 0; index < module.getNumFunctions(); index += 1) {
      const { body } = binaryen.getFunctionInfo(module.getFunctionByIndex(index));
      if (body !== 0) gathered += gatherIn(module, body); // imported functions have none
    }
    return gathered === 0 ? undefined : module.emitBinary();
  } finally {
    module.dispose();
  }
}

/** Returns how many groups were made. */
function gatherIn(module, body) {
  const counts = new Map();
  countBranches(body, counts);
  const isMany = (label) => (counts.get(label) ?? 0) >= MANY;
  if (![...counts.keys()].some(isMany)) return 0;

  let groups = 0;
  /** Gives, by label, the branches in a statement that leave it for a label with many and are in no group. */
  const visit = (statement) => {
    const leaving = new Map();
    const add = (label, branches) => leaving.set(label, [...(leaving.get(label) ?? []), ...branches]);
    for (const part of partsOf(statement)) for (const [label, branches] of visit(part)) add(label, branches);
    const label = labelOf(statement);
    if (label !== undefined && isMany(label)) add(label, [statement]);
    if (binaryen.getExpressionId(statement) !== binaryen.BlockId) return leaving;
    leaving.delete(binaryen.Block.getName(statement));
    for (const [to, branches] of leaving) {
      if (branches.length < GROUP || !endsInBranch(statement)) continue;
      leaving.set(to, [gather(module, { block: statement, branches, label: to, group: `gathered${groups}` })]);
      groups += 1;
    }
    return leaving;
  };
  visit(body);
  return groups;
}

function countBranches(statement, counts) {
  const label = labelOf(statement);
  if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1);
  for (const part of partsOf(statement)) countBranches(part, counts);
}

function partsOf(statement) {
  const parts = STATEMENTS.get(binaryen.getExpressionId(statement));
  return parts === undefined ? [] : parts(binaryen.getExpressionInfo(statement));
}

/** Where a branch goes; undefined for what is none. */
function labelOf(statement) {
  return binaryen.getExpressionId(statement) === binaryen.BreakId ? binaryen.Break.getName(statement) : undefined;
}

/** Nothing falls through the end of such a block, so that more can stand there. */
function endsInBranch(block) {
  const last = binaryen.Block.getNumChildren(block) - 1;
  return last >= 0 && binaryen.getExpressionType(binaryen.Block.getChildAt(block, last)) === binaryen.unreachable;
}

/** Wraps what is in `block`: its `branches` go to the end of the wrapping, and one from there to `label`; returns it. */
function gather(module, { block, branches, label, group }) {
  const { Block, Break } = binaryen;
  const value = Break.getValue(branches[0]);
  for (const branch of branches) Break.setName(branch, group);
  const children = binaryen.getExpressionInfo(block).children;
  const wrapping = module.block(group, children, value === 0 ? binaryen.none : binaryen.getExpressionType(value));
  while (Block.getNumChildren(block) > 0) Block.removeChildAt(block, Block.getNumChildren(block) - 1);
  if (value === 0) Block.appendChild(block, wrapping);
  const onward = value === 0 ? module.br(label) : module.br(label, undefined, wrapping);
  Block.appendChild(block, onward);
  return onward;
}
