/**
 * Amazon Bedrock through its own client, which is loaded when it is first used: chat by Converse, vectors by the models of
 * Amazon (Titan) and Cohere. Credentials are those given to Carrel, never those of files or variables of the system.
 */
import type { BedrockRuntimeClient, ConversationRole, Message } from '@aws-sdk/client-bedrock-runtime';
import * as z from 'zod';
import { Failure } from '../../../src-contract/failure.ts';
import { withNetwork } from '../../platform/network-guard.ts';
import type { ChatMessage, ChatUsage } from './openai-chat.ts';
import { joinRows, ofLengthOne } from './openai-vectors.ts';
import { failureOf, misunderstood, purposeOf, type RecordEgress } from './remote-http.ts';

export interface BedrockModel {
  readonly backend: string;
  readonly region: string;
  /** Another endpoint than Amazon's own; empty for that. */
  readonly url: string;
  readonly host: string;
  /** An API key of Bedrock, or `accessKeyId:secretAccessKey`, or that with `:sessionToken`. */
  readonly key: string | undefined;
  readonly model: string;
}

/** As the chat of other servers. */
const TIMEOUT_MS = 60_000;

export async function* streamBedrockChat(
  model: BedrockModel,
  request: { readonly messages: readonly ChatMessage[]; readonly temperature: number; readonly maxTokens: number },
  record: RecordEgress,
  signal: AbortSignal,
): AsyncGenerator<string, ChatUsage, void> {
  const { ConverseStreamCommand } = await import('@aws-sdk/client-bedrock-runtime');
  const leaving = new AbortController();
  const stop = AbortSignal.any([signal, leaving.signal]);
  const client = await openClient(model);
  const system = request.messages.filter(({ role }) => role === 'system').map(({ content }) => ({ text: content }));
  const messages = request.messages
    .filter(({ role }) => role !== 'system')
    .map(({ role, content }): Message => ({ role: role as ConversationRole, content: [{ text: content }] }));
  let usage: ChatUsage = {};
  try {
    const { stream } = await send(model, record, stop, () =>
      client.send(
        new ConverseStreamCommand({
          modelId: model.model,
          system,
          messages,
          inferenceConfig: { temperature: request.temperature, maxTokens: request.maxTokens },
        }),
        { abortSignal: stop },
      ),
    );
    if (stream === undefined) throw misunderstood(model.backend);
    for await (const event of stream) {
      const { inputTokens, outputTokens } = event.metadata?.usage ?? {};
      if (inputTokens !== undefined && outputTokens !== undefined) {
        usage = { tokensIn: inputTokens, tokensOut: outputTokens };
      }
      const text = event.contentBlockDelta?.delta?.text;
      if (text !== undefined && text !== '') yield text;
    }
    return usage;
  } catch (thrown) {
    signal.throwIfAborted();
    throw thrown instanceof Failure ? thrown : translate(model, thrown);
  } finally {
    leaving.abort();
    client.destroy();
  }
}

const titanSchema = z.object({ embedding: z.array(z.number()) });
const cohereSchema = z.object({ embeddings: z.array(z.array(z.number())) });
/** Texts that Cohere's models take at once; Titan takes one. */
const COHERE_BATCH = 96;

/** Vectors of texts, of length 1, as rows: `texts.length` × dimensions. */
export async function embedWithBedrock(
  model: BedrockModel,
  { texts, isQuery }: { readonly texts: readonly string[]; readonly isQuery: boolean },
  record: RecordEgress,
  signal: AbortSignal,
): Promise<Float32Array> {
  const isCohere = model.model.includes('cohere.');
  const size = isCohere ? COHERE_BATCH : 1;
  const client = await openClient(model);
  const rows: Float32Array[] = [];
  try {
    for (let from = 0; from < texts.length; from += size) {
      const batch = texts.slice(from, from + size);
      const body = isCohere
        ? { texts: batch, input_type: isQuery ? 'search_query' : 'search_document', truncate: 'END' }
        : { inputText: batch[0] ?? '' };
      const answer = await invoke(client, model, body, record, signal);
      const vectors = isCohere
        ? cohereSchema.safeParse(answer).data?.embeddings
        : titanSchema.safeParse(answer).data && [titanSchema.parse(answer).embedding];
      if (vectors?.length !== batch.length) throw misunderstood(model.backend);
      rows.push(...vectors.map((vector) => ofLengthOne(vector, model.backend)));
    }
    return joinRows(rows, model.backend);
  } finally {
    client.destroy();
  }
}

async function invoke(
  client: BedrockRuntimeClient,
  model: BedrockModel,
  body: unknown,
  record: RecordEgress,
  signal: AbortSignal,
): Promise<unknown> {
  const { InvokeModelCommand } = await import('@aws-sdk/client-bedrock-runtime');
  const command = new InvokeModelCommand({
    modelId: model.model,
    contentType: 'application/json',
    accept: 'application/json',
    body: JSON.stringify(body),
  });
  try {
    const answer = await send(model, record, signal, () => client.send(command, { abortSignal: signal }));
    return JSON.parse(new TextDecoder().decode(answer.body));
  } catch (thrown) {
    signal.throwIfAborted();
    throw thrown instanceof Failure ? thrown : translate(model, thrown);
  }
}

/** Sends with leave for the host alone, and tells the ledger. */
async function send<T>(
  model: BedrockModel,
  record: RecordEgress,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const purpose = purposeOf(model.backend);
  const told = { by: 'main', channel: 'request' as const, host: model.host, purpose, method: 'POST' };
  try {
    const answer = await withNetwork({ purpose, hosts: [model.host] }, work);
    record({ ...told, outcome: 'done' });
    return answer;
  } catch (thrown) {
    record({ ...told, outcome: 'failed' });
    signal.throwIfAborted();
    throw translate(model, thrown);
  }
}

async function openClient({ region, url, key }: BedrockModel): Promise<BedrockRuntimeClient> {
  const { BedrockRuntimeClient: Client } = await import('@aws-sdk/client-bedrock-runtime');
  const [accessKeyId = '', secretAccessKey, sessionToken] = (key ?? '').split(':');
  const isPair = secretAccessKey !== undefined && /^A[A-Z0-9]{15,}$/.test(accessKeyId);
  return new Client({
    region,
    ...(url === '' ? {} : { endpoint: url }),
    maxAttempts: 2,
    requestHandler: { requestTimeout: TIMEOUT_MS, connectionTimeout: 10_000 },
    ...(isPair
      ? { credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) } }
      : {
          token: { token: key ?? '' },
          authSchemePreference: ['httpBearerAuth'],
          credentials: { accessKeyId: '', secretAccessKey: '' }, // so that nothing is looked for on this computer
        }),
  });
}

function translate({ backend }: BedrockModel, thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const { message, $metadata } = thrown as { message?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  const said = (message ?? '').replace(/\s+/g, ' ').slice(0, 300);
  if (status !== undefined) return failureOf(backend, status, said);
  return new Failure('unavailable', `${backend} cannot be reached. ${said}`.trim(), {
    reason: 'remote/unreachable',
    cause: thrown,
  });
}
