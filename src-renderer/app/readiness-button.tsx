import { useTranslations } from 'use-intl';
import type { Readiness } from '../../src-contract/system.ts';
import { useHostText } from '../lib/use-host-text.ts';
import { Popover } from '../ui/popover.tsx';
import { type DotState, StateDot } from '../ui/state-dot.tsx';

const DOTS: Readonly<Record<Readiness['state'], DotState>> = { ready: 'good', degraded: 'half', down: 'bad' };

/** Whether Carrel can answer now; the reasons open on click. */
export function ReadinessButton({ readiness }: { readonly readiness: Readiness | undefined }) {
  const hostText = useHostText();
  const t = useTranslations('status');
  if (readiness === undefined) {
    return (
      <span className="gap-1.5">
        <StateDot state="busy" />
        {t('starting')}
      </span>
    );
  }
  const said = ({ message, messageCode }: Readiness['reasons'][number]) => hostText(message, messageCode);
  return (
    <Popover
      side="top"
      label={t('readiness')}
      trigger={
        <button type="button" className="gap-1.5 hover:bg-n3">
          <StateDot state={DOTS[readiness.state]} />
          {t(`state.${readiness.state}`)}
        </button>
      }
    >
      <h2 className="font-semibold text-n11">{t(`sentence.${readiness.state}`)}</h2>
      <ul className="mt-1.5 space-y-1.5">
        {readiness.reasons.map((reason) => (
          <li key={`${reason.part} ${reason.message}`} className="flex items-baseline gap-2">
            <StateDot state={reason.state === 'down' ? 'bad' : 'half'} />
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <b className="font-medium text-n11">{t(`part.${reason.part}`)}</b>
              <span className="text-n8" lang={said(reason).lang}>
                {' '}
                · {said(reason).text}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
