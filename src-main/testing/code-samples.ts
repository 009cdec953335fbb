import type { CodeSample } from './code-samples/code-sample.ts';
import { COMPILED_SAMPLES } from './code-samples/compiled-samples.ts';
import { MARKUP_SAMPLES } from './code-samples/markup-samples.ts';
import { SCRIPTING_SAMPLES } from './code-samples/scripting-samples.ts';

/** The samples of all languages. */
export const CODE_SAMPLES: readonly CodeSample[] = [...SCRIPTING_SAMPLES, ...COMPILED_SAMPLES, ...MARKUP_SAMPLES];
