import { Failure } from '../../../src-contract/failure.ts';
import type { InferenceProblem } from './inference-messages.ts';

/** Translates what went wrong in the inference child, once, into a failure that says what to do. */
export function toModelFailure(problem: InferenceProblem, detail: string): Failure {
  const cause = new Error(detail);
  switch (problem) {
    case 'library':
      return new Failure('unsupported', 'The language model runtime does not start on this computer.', {
        reason: 'model/runtime-missing',
        cause,
      });
    case 'model':
      return new Failure(
        'corrupt',
        'The model file cannot be read. It may be incomplete or of an unknown kind; fetch it again or choose another.',
        { reason: 'model/broken', cause },
      );
    case 'memory':
      return new Failure('exhausted', 'The model needs more memory than is free. Choose a smaller one.', {
        reason: 'model/too-large',
        cause,
      });
    case 'context':
      return new Failure('exhausted', 'The model could not take in the question. Choose a larger context.', {
        reason: 'model/context',
        cause,
      });
    case 'internal':
      return new Failure('unavailable', 'The language model failed. Ask again, or choose another model.', {
        reason: 'model/failed',
        cause,
      });
  }
}
