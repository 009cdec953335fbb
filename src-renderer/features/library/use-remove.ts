import { useTranslations } from 'use-intl';
import type { Source } from '../../../src-contract/source.ts';
import { showFailure } from '../../lib/show-failure.ts';
import { splitPath } from './file-name.ts';
import { removeSources } from './source-actions.ts';
import { keepFocus } from './table-focus.ts';

/** Removes sources, with the words of the interface in the toast that can take it back. */
export function useRemove(): (sources: readonly Source[]) => void {
  const t = useTranslations('library');
  const common = useTranslations('common');
  return (sources) => {
    const [first] = sources;
    if (first === undefined) return;
    const removed = t('removed', { count: sources.length, name: splitPath(first.path).name });
    const ids = sources.map((source) => source.id);
    removeSources(ids, { removed, undo: common('undo') }).then(() => keepFocus(), showFailure);
  };
}
