import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { AnswerVersion, Conversation, Message } from '../../../src-contract/conversations.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { Button } from '../../ui/button.tsx';
import { openSource } from '../source/source-store.ts';
import { citationTargets } from './answer-targets.ts';
import { CitationContext } from './citation-context.ts';
import { pickVersion } from './message-actions.ts';

const AnswerMarkdown = lazy(() =>
  import('./answer-markdown.tsx').then((module) => ({ default: module.AnswerMarkdown })),
);

type Answer = Extract<Message, { role: 'assistant' }>;

/** The other answers to the same question, to be compared with the one above; one click shows another in its place. */
export function AnswerVersions({
  conversation,
  answer,
}: {
  readonly conversation: Conversation;
  readonly answer: Answer;
}) {
  const t = useTranslations('turn');
  const [isOpen, setIsOpen] = useState(true);
  const versions = answer.versions ?? [];
  if (versions.length === 0) return null;
  return (
    <section aria-label={t('versions')} className="mt-2">
      <Button size="small" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {t('versionCount', { count: versions.length + 1 })}
      </Button>
      {isOpen ? (
        <div className="mt-1 grid grid-cols-[repeat(auto-fit,minmax(min(100%,18rem),1fr))] gap-2">
          {versions.map((version, index) => (
            <Version
              key={version.createdAt}
              version={version}
              onPick={() => void pickVersion(conversation.id, answer.id, index).catch(showFailure)}
            />
          ))}
        </div>
      ) : null}
    </section>
  );
}

function Version({ version, onPick }: { readonly version: AnswerVersion; readonly onPick: () => void }) {
  const t = useTranslations('turn');
  const chat = useTranslations('chat');
  const { text, citations, verdicts = [], generator } = version;
  const scope = useMemo(() => {
    const targets = citationTargets(citations, new Map());
    const open = (number: number): void =>
      openSource(
        targets,
        targets.findIndex((target) => target.number === number),
      );
    return { citations, verdicts, changes: new Map(), open };
  }, [citations, verdicts]);
  return (
    <article aria-label={t('version')} className="min-w-0 rounded-card border border-hairline p-3">
      <div className="mb-1 flex items-center gap-2 text-small text-n7">
        <span className="me-auto min-w-0 truncate">
          {generator.kind === 'extractive' ? chat('quoted') : chat('writtenBy', { name: generator.name })}
        </span>
        <Button size="small" look="outline" onClick={onPick}>
          {t('showVersion')}
        </Button>
      </div>
      <CitationContext value={scope}>
        <Suspense fallback={<p className="prose whitespace-pre-wrap">{text}</p>}>
          <AnswerMarkdown text={text} />
        </Suspense>
      </CitationContext>
    </article>
  );
}
