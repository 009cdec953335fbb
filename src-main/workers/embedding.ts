/** Entry of the child process that runs embedding models. A crash of it ends this process and nothing else. */
import type { EmbeddingRequest } from '../adapters/transformers/embedding-messages.ts';
import { createEmbeddingSession } from '../adapters/transformers/embedding-session.ts';
import { openParentPort } from '../platform/parent-port.ts';

const port = openParentPort();
const answer = createEmbeddingSession();
port.onMessage((request) => void answer(request as EmbeddingRequest).then((reply) => port.send(reply)));
