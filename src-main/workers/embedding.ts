/** Entry of the child process that runs ONNX embedding models. A crash of it ends this process and nothing else. */
import { serveEmbedding } from '../adapters/embedding/serve-embedding.ts';
import { createEmbeddingSession } from '../adapters/transformers/embedding-session.ts';
import { openParentPort } from '../platform/parent-port.ts';

serveEmbedding(openParentPort(), createEmbeddingSession());
