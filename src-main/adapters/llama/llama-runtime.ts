import {
  type ChatHistoryItem,
  type ChatWrapper,
  InsufficientMemoryError,
  LlamaChatSession,
  type LlamaContext,
  type LlamaContextSequence,
  type LlamaModel,
  resolveChatWrapper,
} from 'node-llama-cpp';
import type { ParentPort } from '../../platform/parent-port.ts';
import { readGgufHeader } from '../files/gguf-header.ts';
import {
  type InferenceProblem,
  type InferenceReply,
  type InferenceRequest,
  inferenceRequestSchema,
} from './inference-messages.ts';
import { openLlama, THREADS } from './open-llama.ts';

/** Smallest context worth creating when memory is short; below it no passage fits. */
const MIN_CONTEXT_TOKENS = 256;

/** Eight bits instead of sixteen; values of fewer bits need flash attention (llama.cpp). */
const SMALL_CACHE = {
  flashAttention: true,
  experimentalKvCacheKeyType: 'Q8_0',
  experimentalKvCacheValueType: 'Q8_0',
} as const;
/** Where the header does not say; models of 1 to 8 billion parameters have 16 to 36. */
const USUAL_LAYERS = 24;
/** One line of words, in the notation of llama.cpp (grammars/README.md there). */
const LINE_GRAMMAR = `
root ::= word (" " word){0,39}
word ::= [^ \\t\\r\\n]+
`;

class InferenceError extends Error {
  readonly problem: InferenceProblem;
  constructor(problem: InferenceProblem, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.problem = cause instanceof InsufficientMemoryError ? 'memory' : problem;
  }
}

interface LoadedModel {
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly sequence: LlamaContextSequence;
  /** How the model wants its turns written: found once, for finding it tries templates for up to a second. */
  readonly chatWrapper: ChatWrapper;
}

/**
 * Serves inference requests in a child process: the only code that calls llama.cpp.
 *
 * Requests are taken in turn, `stop` at once. Nothing is built from source and nothing is downloaded.
 */
export function serveInference(port: ParentPort): void {
  let loaded: LoadedModel | undefined;
  let turn: Promise<void> = Promise.resolve();
  const running = new Map<number, AbortController>();
  const reply = (message: InferenceReply): void => port.send(message);

  async function answer(request: InferenceRequest): Promise<void> {
    switch (request.kind) {
      case 'load': {
        await dispose(loaded);
        loaded = undefined;
        loaded = await loadModel(request);
        const { contextSize: contextTokens } = loaded.context;
        const { trainContextSize: trainContextTokens } = loaded.model;
        const gpu = loaded.model.llama.gpu !== false && loaded.model.gpuLayers > 0;
        reply({ kind: 'loaded', id: request.id, contextTokens, trainContextTokens, gpu });
        return;
      }
      case 'count': {
        const { model } = assertLoaded(loaded);
        reply({ kind: 'counted', id: request.id, counts: request.texts.map((text) => model.tokenize(text).length) });
        return;
      }
      case 'generate': {
        const signal = running.get(request.id)?.signal ?? AbortSignal.abort();
        const model = assertLoaded(loaded);
        const meter = model.sequence.tokenMeter.getState();
        await generate(model, request, signal, (text) => reply({ kind: 'text', id: request.id, text }));
        const { usedInputTokens, usedOutputTokens } = model.sequence.tokenMeter.diff(meter);
        reply({ kind: 'ended', id: request.id, tokensIn: usedInputTokens, tokensOut: usedOutputTokens });
        return;
      }
      case 'unload':
        await dispose(loaded);
        process.exit(0);
    }
  }

  async function answerOrFail(request: InferenceRequest): Promise<void> {
    try {
      await answer(request);
    } catch (thrown) {
      const id = 'id' in request ? request.id : -1;
      const problem = thrown instanceof InferenceError ? thrown.problem : 'internal';
      reply({ kind: 'failed', id, problem, message: thrown instanceof Error ? thrown.message : String(thrown) });
    } finally {
      if (request.kind === 'generate') running.delete(request.id);
    }
  }

  port.onMessage((raw) => {
    const request = inferenceRequestSchema.parse(raw);
    if (request.kind === 'stop') {
      running.get(request.id)?.abort();
      return;
    }
    if (request.kind === 'generate') running.set(request.id, new AbortController());
    turn = turn.then(() => answerOrFail(request));
  });
}

async function loadModel(request: Extract<InferenceRequest, { kind: 'load' }>): Promise<LoadedModel> {
  const { modelPath, contextTokens, gpu, cache } = request;
  const llama = await openLlama(gpu !== 'off').catch((cause: unknown) => {
    throw new InferenceError('library', cause);
  });
  const gpuLayers = gpu === 'half' && llama.gpu !== false ? { gpuLayers: await halfOfLayers(modelPath) } : {};
  const model = await llama.loadModel({ modelPath, ...gpuLayers }).catch((cause: unknown) => {
    throw new InferenceError('model', cause);
  });
  const largest = Math.min(contextTokens, model.trainContextSize);
  try {
    const context = await model.createContext({
      contextSize: { min: Math.min(MIN_CONTEXT_TOKENS, largest), max: largest },
      sequences: 1,
      threads: THREADS,
      ...(cache === 'q8' ? SMALL_CACHE : {}),
    });
    return { model, context, sequence: context.getSequence(), chatWrapper: resolveChatWrapper(model) };
  } catch (cause) {
    await model.dispose();
    throw new InferenceError('context', cause);
  }
}

async function halfOfLayers(modelPath: string): Promise<number> {
  const { layers = USUAL_LAYERS } = await readGgufHeader(modelPath);
  return Math.ceil(layers / 2);
}

async function generate(
  loaded: LoadedModel,
  request: Extract<InferenceRequest, { kind: 'generate' }>,
  signal: AbortSignal,
  onText: (text: string) => void,
): Promise<void> {
  const history: ChatHistoryItem[] = [{ type: 'system', text: request.system }];
  for (const { role, text } of request.history)
    history.push(role === 'user' ? { type: 'user', text } : { type: 'model', response: [text] });
  const { llama } = loaded.model;
  const isLine = request.shape === 'line';
  const session = new LlamaChatSession({ contextSequence: loaded.sequence, chatWrapper: loaded.chatWrapper });
  try {
    session.setChatHistory(history); // the sequence keeps its state: a prefix in common is not evaluated again
    await session.prompt(request.prompt, {
      maxTokens: request.maxTokens,
      temperature: request.temperature,
      budgets: { thoughtTokens: isLine ? 0 : Math.floor(request.maxTokens / 2) },
      ...(isLine ? { grammar: await llama.createGrammar({ grammar: LINE_GRAMMAR }) } : {}),
      trimWhitespaceSuffix: true,
      signal,
      stopOnAbortSignal: true,
      // Thoughts are not shown, but an empty text tells the waiting side that the model is at work.
      onResponseChunk: (chunk) => onText(chunk.type === 'segment' ? '' : chunk.text),
    });
  } catch (cause) {
    if (!signal.aborted) throw new InferenceError('context', cause);
  } finally {
    session.dispose({ disposeSequence: false });
  }
}

function assertLoaded(loaded: LoadedModel | undefined): LoadedModel {
  if (loaded === undefined) throw new Error('No model is loaded');
  return loaded;
}

async function dispose(loaded: LoadedModel | undefined): Promise<void> {
  await loaded?.context.dispose();
  await loaded?.model.dispose();
}
