import type { Limit } from '../../../src-contract/answer.ts';
import { Failure } from '../../../src-contract/failure.ts';

/** What the answer says when a model could not go on and the sources answer instead. */
export function limitOfFailure(thrown: unknown, model: string): Limit {
  const code = codeOf(thrown instanceof Failure ? thrown.reason : undefined);
  const why = thrown instanceof Failure ? thrown.message : 'The language model failed.';
  return { code, message: `${model}: ${why} The answer is made of sentences from your sources instead.` };
}

function codeOf(reason: string | undefined): Limit['code'] {
  switch (reason) {
    case 'model/broken':
      return 'model-broken';
    case 'model/slow':
      return 'model-slow';
    case 'model/missing':
    case 'model/runtime-missing':
    case 'model/too-large':
    case 'model/context':
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

export const UNCITED: Limit = {
  code: 'uncited',
  message: 'The model named no source for this answer. Check it against the passages that were found.',
};

export const STOPPED: Limit = { code: 'stopped', message: 'The answer was stopped before its end.' };

export const WROTE_NOTHING: Limit = {
  code: 'model-broken',
  message: 'The model wrote nothing. The answer is made of sentences from your sources instead.',
};
