import { FileCode2 } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl';
import type { GraphUnit, RankedUnit } from '../../../src-contract/graph.ts';
import { go } from '../../app/route.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { fullNameOf, openUnit } from './graph-store.ts';
import { UnitName } from './unit-name.tsx';

/** Definitions with how much hangs on them; one is chosen to see what it depends on and what depends on it. */
export function UnitList({ label, units }: { readonly label: string; readonly units: readonly RankedUnit[] }) {
  return (
    <ul aria-label={label} onKeyDown={moveFocus}>
      {units.map((ranked) => (
        <UnitRow key={ranked.unit.id} ranked={ranked} />
      ))}
    </ul>
  );
}

function UnitRow({ ranked: { unit, dependents, dependencies } }: { readonly ranked: RankedUnit }) {
  const t = useTranslations('graph');
  return (
    <li className="flex items-center gap-1 border-b border-hairline py-1 [contain-intrinsic-size:auto_3rem] [content-visibility:auto]">
      <button
        type="button"
        data-unit=""
        onClick={() => go('code', unit.id)}
        className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2.5 rounded-control px-2 py-1 text-start hover:bg-hover"
      >
        <UnitName unit={unit} />
        <span className="tabular text-small text-n8 max-middle:basis-full middle:ms-auto">
          {t('usedBy', { count: dependents })} · {t('uses', { count: dependencies })}
        </span>
      </button>
      <OpenLines unit={unit} />
    </li>
  );
}

/** The way from a definition to its lines. */
export function OpenLines({ unit }: { readonly unit: GraphUnit }) {
  const t = useTranslations('graph');
  return (
    <IconButton icon={FileCode2} label={t('openLines', { name: fullNameOf(unit) })} onClick={() => openUnit(unit)} />
  );
}

/** Arrow keys, Home and End go from definition to definition. */
export function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-unit]')];
  const at = buttons.findIndex((button) => button.matches(':focus'));
  if (at < 0) return;
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  buttons[next]?.focus();
}
