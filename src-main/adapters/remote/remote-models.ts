import { createHash } from 'node:crypto';
import type { RemoteBackend } from '../../../src-contract/remote.ts';
import { MOST_REWRITE_TOKENS, promptForRewrite } from '../../engine/query/model-rewrite.ts';
import type { GenerateRequest, Generator } from '../../services/answer/ports.ts';
import type { RemoteProbe, SecretStore } from '../../services/remote/ports.ts';
import type { Embedder, EmbeddingContract, Reranker } from '../../services/search/ports.ts';
import { fitRequest, limitsOfPrompt } from '../generation/prompt-of-request.ts';
import { type BedrockModel, embedWithBedrock, streamBedrockChat } from './bedrock.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { type ChatMessage, type ChatUsage, streamChat } from './openai-chat.ts';
import { embedRemotely, type RemoteModel, scoreRemotely } from './openai-vectors.ts';
import { misunderstood, type RecordEgress } from './remote-http.ts';

/** The models of remote backends behind the same ports as those on this computer. */
export interface RemoteModels extends RemoteProbe {
  generator(backend: RemoteBackend, model: string): Generator;
  /** Sends one word, to learn how long its vectors are. @throws Failure as a request does */
  openEmbedder(backend: RemoteBackend, model: string): Promise<Embedder>;
  reranker(backend: RemoteBackend, model: string): Reranker;
}

interface Deps {
  readonly secrets: Pick<SecretStore, 'get'>;
  readonly secretName: (backend: string) => string;
  readonly hostOf: (backend: RemoteBackend) => string;
  readonly record: RecordEgress;
}

/** Time to the first token that a server is given (issue 6). */
const FIRST_TOKEN_MS = 2000;
/** A question on one line; what is longer is none. Guess, unmeasured. */
const MOST_REWRITE_CHARACTERS = 600;

/** The key goes from the keychain into one request, and is held nowhere. */
export function createRemoteModels({ secrets, secretName, hostOf, record }: Deps): RemoteModels {
  async function target(backend: RemoteBackend, model: string): Promise<RemoteModel & BedrockModel> {
    const key = await secrets.get(secretName(backend.name));
    const region = backend.region ?? '';
    return { backend: backend.name, url: backend.url, host: hostOf(backend), region, key, model };
  }

  async function* chat(
    backend: RemoteBackend,
    model: string,
    request: { readonly messages: readonly ChatMessage[]; readonly temperature: number; readonly maxTokens: number },
    signal: AbortSignal,
  ): AsyncGenerator<string, ChatUsage, void> {
    const to = await target(backend, model);
    return yield* backend.kind === 'bedrock'
      ? streamBedrockChat(to, request, record, signal)
      : streamChat({ ...to, ...request }, record, signal);
  }

  async function embed(
    backend: RemoteBackend,
    model: string,
    { texts, isQuery }: { readonly texts: readonly string[]; readonly isQuery: boolean },
    signal: AbortSignal,
  ): Promise<Float32Array> {
    const to = await target(backend, model);
    return backend.kind === 'bedrock'
      ? embedWithBedrock(to, { texts, isQuery }, record, signal)
      : embedRemotely(to, texts, record, signal);
  }

  function generator(backend: RemoteBackend, model: string): Generator {
    const host = hostOf(backend);
    return {
      ref: { kind: 'remote', name: `${host} · ${model}` },
      firstTokenMs: FIRST_TOKEN_MS,
      async *generate(request: GenerateRequest, signal: AbortSignal) {
        const { contextTokens } = backend;
        const prompt = await fitRequest(request, { contextTokens }, estimateTokens);
        request.onFitted?.({
          context: { usedTokens: prompt.tokens, totalTokens: contextTokens },
          numbers: prompt.numbers,
        });
        const messages: ChatMessage[] = [
          { role: 'system', content: prompt.system },
          ...prompt.history.map(({ role, text }): ChatMessage => ({ role, content: text })),
          { role: 'user', content: prompt.prompt },
        ];
        const { temperature } = request;
        const usage = yield* chat(backend, model, { messages, temperature, maxTokens: prompt.maxTokens }, signal);
        return { limits: limitsOfPrompt(prompt), ...usage };
      },
      async rewrite({ question, history }, signal) {
        const { system, prompt } = promptForRewrite(question, history);
        const messages: ChatMessage[] = [
          { role: 'system', content: system },
          { role: 'user', content: prompt },
        ];
        let line = '';
        const pieces = chat(backend, model, { messages, temperature: 0, maxTokens: MOST_REWRITE_TOKENS }, signal);
        for await (const piece of pieces) {
          line = (line + piece).trimStart();
          if (line.includes('\n') || line.length > MOST_REWRITE_CHARACTERS) break; // servers know no common grammar
        }
        return line;
      },
    };
  }

  async function openEmbedder(backend: RemoteBackend, model: string): Promise<Embedder> {
    const never = new AbortController().signal;
    const probe = await embed(backend, model, { texts: ['word'], isQuery: false }, never);
    // The weights cannot be seen; the server and its name for the model stand for them.
    const weights = createHash('sha256')
      .update(`${backend.kind} ${hostOf(backend)} ${model} ${probe.length}`)
      .digest('hex');
    const contract: EmbeddingContract = {
      model: `remote:${backend.name}@${weights.slice(0, 12)}`,
      weights,
      dimensions: probe.length,
      pooling: 'mean',
      normalised: true,
      queryPrefix: '',
      passagePrefix: '',
    };
    const checked = async (texts: readonly string[], isQuery: boolean, signal: AbortSignal): Promise<Float32Array> => {
      // A server may refuse an empty text; it means nothing anyway.
      const sent = texts.map((text) => (text.trim() === '' ? ' .' : text));
      const rows =
        texts.length === 0 ? new Float32Array() : await embed(backend, model, { texts: sent, isQuery }, signal);
      if (rows.length !== texts.length * contract.dimensions) throw misunderstood(backend.name);
      return rows;
    };
    return {
      name: contract.model,
      dimensions: contract.dimensions,
      contract,
      embedQuery: (text, signal = never) => checked([text], true, signal),
      embed: (texts, signal = never) => checked(texts, false, signal),
      known: () => 1,
    };
  }

  function reranker(backend: RemoteBackend, model: string): Reranker {
    return {
      name: `remote:${backend.name}`,
      score: async (query, texts, signal) =>
        scoreRemotely(await target(backend, model), { query, texts }, record, signal),
    };
  }

  return {
    generator,
    openEmbedder,
    reranker,
    async try(backend, purpose, signal) {
      const model = backend.models[purpose] ?? '';
      if (purpose === 'embedding') await embed(backend, model, { texts: ['word'], isQuery: true }, signal);
      else if (purpose === 'rerank') await reranker(backend, model).score('word', ['word', 'other'], signal);
      else {
        const messages: ChatMessage[] = [{ role: 'user', content: 'Say: ready' }];
        for await (const _piece of chat(backend, model, { messages, temperature: 0, maxTokens: 8 }, signal)) return;
        throw misunderstood(backend.name);
      }
    },
  };
}
