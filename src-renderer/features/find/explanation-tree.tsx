import { useFormatter } from 'use-intl';
import type { Explanation } from '../../../src-contract/passage.ts';

/** One named number and, below it, the numbers it was made of. Names and details come from the engine, in English. */
export function ExplanationTree({ node }: { readonly node: Explanation }) {
  return (
    <ul className="text-small">
      <ExplanationNode node={node} />
    </ul>
  );
}

function ExplanationNode({ node }: { readonly node: Explanation }) {
  const format = useFormatter();
  return (
    <li>
      <div className="flex items-baseline gap-3 py-0.5">
        <span lang="en" className="min-w-0 flex-1 [overflow-wrap:anywhere]">
          {node.name}
          {node.detail === undefined ? null : <span className="ms-1.5 text-tiny text-n7">{node.detail}</span>}
        </span>
        <span className="tabular text-n9">{format.number(node.value, { maximumFractionDigits: 3 })}</span>
      </div>
      {node.parts === undefined ? null : (
        <ul className="ms-1 border-s border-hairline ps-2.5">
          {node.parts.map((part) => (
            <ExplanationNode key={part.name} node={part} />
          ))}
        </ul>
      )}
    </li>
  );
}
