import type { OpenReranker, RerankModel, RerankReply, RerankRequest } from './rerank-messages.ts';

/** The child's side: one model at a time, requests in turn. Only the library that the model needs is loaded. */
export function createRerankSession(): (request: RerankRequest) => Promise<RerankReply> {
  let opened: { readonly key: string; readonly reranker: OpenReranker } | undefined;

  async function open(model: RerankModel): Promise<OpenReranker> {
    const key = JSON.stringify(model);
    if (opened?.key === key) return opened.reranker;
    await opened?.reranker.close();
    opened = undefined;
    opened = { key, reranker: await openModel(model) };
    return opened.reranker;
  }

  async function answer({ id, model, query, texts }: RerankRequest): Promise<RerankReply> {
    try {
      const reranker = await open(model);
      return {
        kind: 'scored',
        id,
        scores: texts.length === 0 ? new Float32Array() : await reranker.score(query, texts),
      };
    } catch (thrown) {
      return { kind: 'failed', id, message: thrown instanceof Error ? thrown.message : String(thrown) };
    }
  }

  let last: Promise<unknown> = Promise.resolve();
  return (request) => {
    const turn = last.then(() => answer(request));
    last = turn;
    return turn;
  };
}

async function openModel(model: RerankModel): Promise<OpenReranker> {
  if (model.kind === 'onnx') return (await import('./open-onnx-reranker.ts')).openOnnxReranker(model);
  return (await import('./open-gguf-reranker.ts')).openGgufReranker(model);
}
