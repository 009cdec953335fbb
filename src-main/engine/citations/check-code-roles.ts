/**
 * Whether a claim about code gives to one function what stands in another.
 *
 * By lines: a definition owns the lines down to the next one and the comment above it. Deliberately no parser: a
 * passage is often cut in the middle of a file.
 */

const DEFINITION =
  /^\s*(?:export\s+)?(?:default\s+)?(?:public\s+|private\s+|protected\s+|static\s+|pub\s+)*(?:async\s+)?(?:function\*?|def|fn|func(?:\s+\([^)]*\))?|sub)\s+([A-Za-z_$][\w$]*)|^\s*(?:async\s+)?([a-z_$][\w$]*)\s*\([^)]*\)[^;=]*\{\s*$/;
const KEYWORD = /^(?:if|for|while|switch|catch|return|else|match|loop|with)$/;
const COMMENT = /^\s*(?:\/\/|\/?\*|#|--|"""|''')/;

/** The function and the identifier that were put together; undefined when nothing speaks against it. */
export function findCodeSwap(identifiers: readonly string[], code: string): string | undefined {
  const names = identifiers.map((text) => text.replace(/\(.*$/, ''));
  const lines = ownedLines(code);
  const owners = new Set(lines.flatMap(({ owner }) => owner ?? []));
  for (const owner of names.filter((name) => owners.has(name))) {
    for (const other of names) {
      if (other === owner || owners.has(other)) continue;
      const holding = lines.filter(({ text }) => holdsWord(text, other));
      const isElsewhere =
        holding.length > 0 &&
        holding.every((line) => line.owner !== undefined && line.owner !== owner && !holdsWord(line.text, owner));
      if (isElsewhere) return `${owner} · ${other}`;
    }
  }
  return swappedInComment(names, lines);
}

interface OwnedLine {
  readonly text: string;
  readonly owner: string | undefined;
}

function ownedLines(code: string): OwnedLine[] {
  const lines = code.split('\n');
  const owners: (string | undefined)[] = [];
  let owner: string | undefined;
  for (const [at, line] of lines.entries()) {
    const match = DEFINITION.exec(line);
    const name = match?.[1] ?? match?.[2];
    if (name !== undefined && !KEYWORD.test(name)) {
      owner = name;
      for (let above = at - 1; above >= 0 && COMMENT.test(lines[above] ?? ''); above -= 1) owners[above] = name;
    }
    owners[at] = owner;
  }
  return lines.map((text, at) => ({ text, owner: owners[at] }));
}

/** A comment that says of one function ("acquire() rejects with …") what the claim says of another. */
function swappedInComment(names: readonly string[], lines: readonly OwnedLine[]): string | undefined {
  for (const name of names) {
    for (const other of names) {
      if (name === other || !lines.some(({ text }) => holdsWord(text, name))) continue;
      const holding = lines.filter(({ text }) => holdsWord(text, other));
      const isOfAnother = (text: string): boolean => {
        const called = /^\s*(?:\/\/|#|\*)\s*`?([A-Za-z_$][\w$]*)\(\)/.exec(text)?.[1];
        return called !== undefined && !names.includes(called) && !holdsWord(text, name);
      };
      if (holding.length > 0 && holding.every(({ text }) => isOfAnother(text))) return `${name} · ${other}`;
    }
  }
  return undefined;
}

const holdsWord = (text: string, word: string): boolean =>
  word !== '' && new RegExp(`(?<![\\w$])${word.replace(/[.*+?^${}()|[\]\\-]/g, '\\$&')}(?![\\w$])`).test(text);
