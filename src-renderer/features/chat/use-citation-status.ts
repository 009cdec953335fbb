import { type RefObject, useEffect, useState } from 'react';
import type { CitationStatus } from '../../../src-contract/citation-status.ts';
import type { Message } from '../../../src-contract/conversations.ts';
import type { ConversationId } from '../../../src-contract/ids.ts';
import { carrel } from '../../lib/client.ts';

type Changes = ReadonlyMap<number, CitationStatus>;
const NOTHING: Changes = new Map();

/** What became of the pinned citations of an answer, by number; asked when the answer comes into view. */
export function useCitationStatus(
  place: RefObject<HTMLElement | null>,
  conversation: ConversationId,
  item: Message,
): Changes {
  const [changes, setChanges] = useState(NOTHING);
  const isPinned = item.role === 'assistant' && item.citations.some(({ pin }) => pin !== undefined);
  useEffect(() => {
    const element = place.current;
    if (!isPinned || element === null) return;
    let isGone = false;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      void carrel()
        .answer.citationStatus({ conversation, message: item.id })
        .then(
          (statuses) => {
            const news = statuses.filter(
              ({ status, isStale }) => isStale || (status !== 'same' && status !== 'unknown'),
            );
            if (!isGone && news.length > 0) setChanges(new Map(news.map((one) => [one.number, one])));
          },
          () => {}, // the answer was replaced, or the host is gone: then nothing is said
        );
    });
    observer.observe(element);
    return () => {
      isGone = true;
      observer.disconnect();
    };
  }, [place, conversation, item.id, isPinned]);
  return changes;
}
