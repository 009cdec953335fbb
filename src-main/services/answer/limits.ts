import type { Limit } from '../../../src-contract/answer.ts';
import { Failure } from '../../../src-contract/failure.ts';
import type { SearchLimit } from '../../../src-contract/search.ts';

/** What the answer says when a model could not go on and the sources answer instead. */
export function limitOfFailure(thrown: unknown, model: string): Limit {
  const code = codeOf(thrown instanceof Failure ? thrown.reason : undefined);
  const why = thrown instanceof Failure ? thrown.message : 'The language model failed.';
  return { code, message: `${model}: ${why} The answer is made of sentences from your sources instead.` };
}

function codeOf(reason: string | undefined): Limit['code'] {
  switch (reason) {
    case 'model/broken':
    case 'model/too-large':
      return 'model-broken';
    case 'model/slow':
      return 'model-slow';
    case 'model/context':
      return 'model-context';
    case 'model/missing':
    case 'model/runtime-missing':
      return 'no-model';
    default:
      return 'model-crashed';
  }
}

export function noPassages(searched: number): Limit {
  const message =
    searched === 0
      ? 'There is nothing to search yet: the library is empty, or the scope leaves nothing. Add documents or widen it.'
      : 'No passage matches the question. Ask with other words, or widen the scope.';
  return { code: 'no-passages', message };
}

export function sourcesStale(count: number): Limit {
  const files = count === 1 ? 'A file this rests on has' : `${count} files this rests on have`;
  return {
    code: 'sources-stale',
    message: `${files} changed or gone since it was read. Read the folder again for an answer that knows.`,
  };
}

export function pagesWithoutText(source: {
  readonly title: string;
  readonly pages: number;
  readonly unread: number;
}): Limit {
  const { title, pages, unread } = source;
  return {
    code: 'pages-without-text',
    message: `${unread} of the ${pages} pages of ${title} gave no text; what stands there could not be looked at.`,
  };
}

/** What the answer says of what the search went without. */
export function limitsOfSearch(limits: readonly SearchLimit[]): Limit[] {
  return limits.map((limit) => {
    const { code, message } = OF_SEARCH[limit];
    return { code, message };
  });
}

const WORDS_ONLY = 'The answer rests on the search by words.';
const OF_SEARCH: Readonly<Record<SearchLimit, Limit>> = {
  'lexical-late': {
    code: 'lexical-late',
    message: 'The search by words took too long. The answer rests on the search by meaning.',
  },
  'lexical-failed': {
    code: 'search-failed',
    message: 'The search by words failed. The answer rests on the search by meaning.',
  },
  'vector-late': { code: 'vector-late', message: `The search by meaning took too long. ${WORDS_ONLY}` },
  'vector-failed': { code: 'search-failed', message: `The search by meaning failed. ${WORDS_ONLY}` },
  'model-late': { code: 'vector-late', message: `The model that finds by meaning took too long. ${WORDS_ONLY}` },
  'model-failed': { code: 'search-failed', message: `The model that finds by meaning failed. ${WORDS_ONLY}` },
  'model-missing': { code: 'search-failed', message: `The model that made the index is not there. ${WORDS_ONLY}` },
  'mixed-models': {
    code: 'search-failed',
    message: `The collections were indexed with different models. ${WORDS_ONLY}`,
  },
  'sparse-late': { code: 'sparse-late', message: 'The search by learned words took too long; the others went on.' },
  'sparse-failed': { code: 'sparse-late', message: 'The search by learned words failed; the others went on.' },
  'rerank-late': {
    code: 'rerank-late',
    message: 'The reranker took too long. The passages stand in the order in which they were found.',
  },
  'rerank-skipped': {
    code: 'rerank-skipped',
    message: 'There was no time left for the reranker. The passages stand in the order in which they were found.',
  },
  'rerank-failed': {
    code: 'rerank-failed',
    message: 'The reranker failed. The passages stand in the order in which they were found.',
  },
  'rerank-missing': {
    code: 'rerank-failed',
    message: 'The reranker of the settings is not there. The passages stand in the order in which they were found.',
  },
  'still-reading': {
    code: 'still-reading',
    message: 'Not all files had been read when this was asked; what the others say is missing. Ask again after that.',
  },
};

/** @param who the file name of a model */
export const modelLate = (who: string, budgetMs: number): Limit => ({
  code: 'model-late',
  message:
    `${who} did not begin within ${budgetMs / 1000} s. The answer is made of sentences from your sources instead. ` +
    'Ask again once it is loaded, or allow more time with answer.timeBudgetMs.',
});

export const CUT_SHORT: Limit = {
  code: 'cut-short',
  message: 'The time for writing was over. This is what was written by then; answer.writeBudgetMs allows more.',
};

export const NOT_CHECKED: Limit = {
  code: 'verify-failed',
  message: 'The sentences could not be checked against their sources. Check them before you rely on them.',
};

export const UNCITED: Limit = {
  code: 'uncited',
  message: 'The model named no source for this answer. Check it against the passages that were found.',
};

export const STOPPED: Limit = { code: 'stopped', message: 'The answer was stopped before its end.' };

export const WROTE_NOTHING: Limit = {
  code: 'model-broken',
  message: 'The model wrote nothing. The answer is made of sentences from your sources instead.',
};
