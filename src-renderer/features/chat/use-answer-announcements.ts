import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { Conversation } from '../../../src-contract/conversations.ts';
import { announce } from '../../app/announcer.tsx';
import type { LiveAnswer } from './live-answer.ts';

/** Tells screen readers that an answer starts, is complete, was stopped or failed; never its single words. */
export function useAnswerAnnouncements(live: LiveAnswer | undefined, conversation: Conversation | undefined): void {
  const t = useTranslations('chat');
  const before = useRef<LiveAnswer['phase'] | undefined>(undefined);
  const phase = live?.phase;
  useEffect(() => {
    const was = before.current;
    before.current = phase;
    if (phase === was) return;
    if (phase === 'searching') announce(t('searching'));
    else if (phase === 'writing') announce(t('started'));
    else if (phase === 'stopped') announce(t('stopped'));
    else if (phase === 'failed') announce(t('failed'), true);
    else if (phase === undefined && was === 'writing') {
      const answer = conversation?.items.findLast((item) => item.role === 'assistant');
      announce(t('finished', { count: answer?.citations.length ?? 0 }));
    }
  }, [phase, conversation, t]);
}
