import { PinOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { PinnedAnswer } from '../../../src-contract/conversations.ts';
import { followAddress, go, routeHash, useRoute } from '../../app/route.ts';
import { carrel } from '../../lib/client.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { useFormat } from '../../lib/use-format.ts';
import { classNames } from '../../ui/class-names.ts';
import { FailureNote } from '../../ui/failure-note.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { pin } from './message-actions.ts';
import { useListed } from './use-conversations.ts';

/** The pinned answers of all conversations, latest first; opening one shows it in its conversation. */
export function PinnedList({ text }: { readonly text: string }) {
  const t = useTranslations('turn');
  const { items, failure } = useListed(text, (wanted, signal) => carrel().conversations.listPinned(wanted, { signal }));
  const current = useRoute((route) => (route.screen === 'chat' ? route.path[1] : undefined));
  if (failure !== undefined) {
    return (
      <div className="p-2">
        <FailureNote failure={failure} />
      </div>
    );
  }
  if (items === undefined) return <Skeleton className="p-4" lines={5} />;
  if (items.length === 0) {
    return (
      <p className="px-4 py-3 text-small text-n7">
        {text.trim() === '' ? t('nothingPinned') : t('noPinnedMatch', { text: text.trim() })}
      </p>
    );
  }
  return (
    <ul aria-label={t('pinnedAnswers')} className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
      {items.map((answer) => (
        <li key={answer.message} className="[contain-intrinsic-size:auto_5.5rem] [content-visibility:auto]">
          <PinnedRow answer={answer} isCurrent={answer.message === current} />
        </li>
      ))}
    </ul>
  );
}

function PinnedRow({ answer, isCurrent }: { readonly answer: PinnedAnswer; readonly isCurrent: boolean }) {
  const t = useTranslations('turn');
  const format = useFormat();
  const { conversation, message, question, excerpt, title, pinnedAt } = answer;
  // Most conversations are named after their first question.
  const isTold = question === '' || question.startsWith(title.replace(/…$/, ''));
  return (
    <div className="group relative">
      <a
        href={routeHash('chat', conversation, message)}
        aria-current={isCurrent ? 'page' : undefined}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          go('chat', conversation, message);
          followAddress(); // also when the address is that of the answer already: the reader may have scrolled away
        }}
        className={classNames(
          'block rounded-control px-2 py-2 outline-offset-[-2px] group-focus-within:pe-8 group-hover:pe-8 [@media(hover:none)]:pe-8',
          isCurrent ? 'bg-selected' : 'hover:bg-hover',
        )}
      >
        <span className="line-clamp-2 font-medium text-n10">{question === '' ? title : question}</span>
        <span className="mt-0.5 line-clamp-2 text-small text-n8">{excerpt}</span>
        <span className="mt-0.5 flex text-tiny text-n7" title={format.exact(pinnedAt)}>
          {isTold ? null : (
            <>
              <span className="truncate">{title}</span>
              <span aria-hidden="true" className="shrink-0 whitespace-pre">
                {' · '}
              </span>
            </>
          )}
          <span className="shrink-0">{format.relative(pinnedAt)}</span>
        </span>
      </a>
      <span className="absolute end-1 top-1.5 opacity-0 transition-opacity duration-(--quick) focus-within:opacity-100 group-hover:opacity-100 [@media(hover:none)]:opacity-100">
        <IconButton
          icon={PinOff}
          label={t('unpinAnswer')}
          onClick={() => void pin(conversation, false, message).catch(showFailure)}
        />
      </span>
    </div>
  );
}
