import { diffWordsWithSpace } from 'diff';
import type { DiffWords } from '../../services/answer/ports.ts';

/** Words by Myers' algorithm (the library `diff`). */
export const diffWords: DiffWords = (before, after) =>
  diffWordsWithSpace(before, after).map(({ value, added, removed }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }));
