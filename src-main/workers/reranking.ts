/** Entry of the child process that reranks. A crash of a model's library ends this process and nothing else. */
import { rerankRequestSchema } from '../adapters/rerank/rerank-messages.ts';
import { createRerankSession } from '../adapters/rerank/rerank-session.ts';
import { openParentPort } from '../platform/parent-port.ts';

const port = openParentPort();
const answer = createRerankSession();
port.onMessage((raw) => void answer(rerankRequestSchema.parse(raw)).then((reply) => port.send(reply)));
