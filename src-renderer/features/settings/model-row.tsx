import { CircleCheck, type LucideIcon, OctagonAlert, TriangleAlert } from 'lucide-react';
import { useRef, useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import type { MemoryNeed, ModelFile } from '../../../src-contract/models.ts';
import { carrel } from '../../lib/client.ts';
import { modelsChanged } from '../../lib/model-work.ts';
import { useSettings } from '../../lib/settings-store.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { showUndo } from '../../lib/show-undo.ts';
import { useFormat } from '../../lib/use-format.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';

/** The setting that chooses a model of each kind. */
const SETTING = { chat: 'answer.generator', embedding: 'embedding.model', rerank: 'search.reranker' } as const;

type Trial = Awaited<ReturnType<ReturnType<typeof carrel>['models']['test']>>;

/** One model: what it is, what it takes, and what can be done with it. */
export function ModelRow({ model }: { readonly model: ModelFile }) {
  const t = useTranslations('settings.models');
  const { id, kind, name, problem, memory } = model;
  const isChosen = useSettings((state) => state.snapshot?.values[SETTING[kind]] === id);
  const { trial, isTrying, toggle } = useTrial(id);
  const choose = (): void =>
    void useSettings
      .getState()
      .change({ [SETTING[kind]]: id })
      .catch(showFailure);
  const remove = async (): Promise<void> => {
    await carrel().models.remove({ id });
    modelsChanged();
    showUndo(t('removed', { name }), t('restore'), async () => {
      await carrel().models.restore({ id });
      modelsChanged();
    });
  };
  return (
    <li className="py-3">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-1">
        <div className="min-w-0 flex-1 basis-64">
          <p className="font-medium text-n11 [overflow-wrap:anywhere]">{name}</p>
          <Facts model={model} />
          {problem === undefined ? null : <Line icon={TriangleAlert} tone="text-caution" text={problem} />}
          {memory === undefined ? null : <Memory need={memory} />}
          {model.step === undefined ? null : (
            <p className="text-small text-n8">{t('runs', { step: t(`step.${model.step}`) })}</p>
          )}
        </div>
        <div className="flex flex-wrap gap-1">
          {problem === undefined && kind === 'chat' ? (
            <Button size="small" aria-label={`${t(isTrying ? 'stop' : 'test')}: ${name}`} onClick={toggle}>
              {t(isTrying ? 'stop' : 'test')}
            </Button>
          ) : null}
          {problem !== undefined ? null : isChosen ? (
            <span className="px-2 py-1 text-small text-good">{t('chosen')}</span>
          ) : (
            <Button size="small" aria-label={`${t('use')}: ${name}`} onClick={choose}>
              {t('use')}
            </Button>
          )}
          <Button size="small" aria-label={`${t('remove')}: ${name}`} onClick={() => void remove().catch(showFailure)}>
            {t('remove')}
          </Button>
        </div>
      </div>
      <div role="status">
        {isTrying ? <p className="mt-1 text-small text-n8">{t('testing')}</p> : null}
        {trial === undefined || isTrying ? null : <TrialResult trial={trial} />}
      </div>
    </li>
  );
}

function useTrial(id: string) {
  const [trial, setTrial] = useState<Trial>();
  const running = useRef<AbortController>(undefined);
  const [isTrying, setIsTrying] = useState(false);
  const tryIt = async (): Promise<void> => {
    const abort = new AbortController();
    running.current = abort;
    setIsTrying(true);
    try {
      setTrial(await carrel().models.test({ id }, { signal: abort.signal }));
    } catch (failure) {
      if (!abort.signal.aborted) showFailure(failure);
    } finally {
      setIsTrying(false);
    }
  };
  return { trial, isTrying, toggle: () => (isTrying ? running.current?.abort() : void tryIt()) };
}

function TrialResult({ trial }: { readonly trial: Trial }) {
  const t = useTranslations('settings.models');
  const format = useFormat();
  const speed = t('speed', {
    tokens: Math.round(trial.tokensPerSecond * 10) / 10,
    time: format.seconds(trial.firstTokenMs / 1000),
  });
  return (
    <div className="mt-2 rounded-lg border border-hairline px-3.5 py-2">
      <p className="text-n10 [overflow-wrap:anywhere]">{trial.text}</p>
      <p className="tabular mt-1 text-small text-n8">
        {trial.step === 'usual' ? speed : `${speed} · ${t(`step.${trial.step}`)}`}
      </p>
    </div>
  );
}

function Facts({ model }: { readonly model: ModelFile }) {
  const t = useTranslations('settings.models');
  const format = useFormat();
  const formatter = useFormatter();
  const { parameters, contextTokens, layers } = model;
  const short = (count: number): string => formatter.number(count, { notation: 'compact', maximumFractionDigits: 1 });
  const facts = [
    t(`kind.${model.kind}`),
    model.format.toUpperCase(),
    model.architecture,
    parameters === undefined ? undefined : t('parameters', { count: short(parameters) }),
    model.quantisation,
    format.size(model.sizeBytes),
    contextTokens === undefined ? undefined : t('context', { count: contextTokens }),
    layers === undefined ? undefined : t('layers', { count: layers }),
    model.isLink ? t('linked') : undefined,
    model.isLoaded ? t('loaded') : undefined,
    model.id === model.name ? undefined : model.id,
  ];
  return (
    <p className="tabular text-small text-n8 [overflow-wrap:anywhere]">
      {facts.filter((fact) => fact !== undefined).join(' · ')}
    </p>
  );
}

const VERDICTS = {
  fits: { icon: CircleCheck, tone: 'text-good', words: 'fits' },
  tight: { icon: TriangleAlert, tone: 'text-caution', words: 'tight' },
  'too-large': { icon: OctagonAlert, tone: 'text-bad', words: 'large' },
} as const;

/** Whether it fits, before it is loaded, and what to do when it does not. */
function Memory({ need }: { readonly need: MemoryNeed }) {
  const t = useTranslations('settings.models');
  const format = useFormat();
  const { icon, tone, words } = VERDICTS[need.verdict];
  const sizes = { size: format.size(need.totalBytes), free: format.size(need.availableBytes) };
  const advice =
    need.verdict === 'fits'
      ? undefined
      : need.verdict === 'tight'
        ? t('tightHelp')
        : need.fittingContextTokens === undefined
          ? t('smallerHelp')
          : t('contextHelp', { tokens: need.fittingContextTokens });
  const cut = need.contextTokens === 0 ? undefined : t('cutContext', { tokens: need.contextTokens });
  return (
    <Line
      icon={icon}
      tone={tone}
      text={t(words, sizes)}
      note={[cut, advice].filter((part) => part !== undefined).join('. ')}
    />
  );
}

function Line({
  icon: Icon,
  tone,
  text,
  note = '',
}: {
  readonly icon: LucideIcon;
  readonly tone: string;
  readonly text: string;
  readonly note?: string;
}) {
  return (
    <p className="mt-0.5 flex gap-1.5 text-small">
      <Icon aria-hidden="true" className={classNames('mt-0.5 size-3.5 shrink-0', tone)} strokeWidth={1.75} />
      <span className="tabular min-w-0 [overflow-wrap:anywhere]">
        <span className={tone}>{text}</span>
        {note === '' ? null : <span className="text-n8"> · {note}</span>}
      </span>
    </p>
  );
}
