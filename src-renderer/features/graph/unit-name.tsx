import { useTranslations } from 'use-intl';
import type { GraphUnit } from '../../../src-contract/graph.ts';
import { shortPath } from '../../lib/place-text.ts';

/** A definition in one or two lines: its name with what encloses it, what it is and where it stands. */
export function UnitName({ unit }: { readonly unit: GraphUnit }) {
  const t = useTranslations('graph');
  const { kind, name, namespace, path, startLine } = unit;
  return (
    <>
      <span className="min-w-0 font-mono text-base [overflow-wrap:anywhere]">
        {namespace === '' ? null : <span className="text-n8">{namespace}.</span>}
        <span className="font-medium text-n11">{name}</span>
      </span>
      <span className="min-w-0 text-small text-n8 [overflow-wrap:anywhere]" title={path}>
        {t(`kind.${kind}`)} · {shortPath(path)}
        {kind === 'file' ? '' : `:${startLine}`}
      </span>
    </>
  );
}
