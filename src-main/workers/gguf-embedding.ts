/** Entry of the child process that runs GGUF embedding models. A crash of llama.cpp ends this process and nothing else. */
import { serveEmbedding } from '../adapters/embedding/serve-embedding.ts';
import { createGgufEmbeddingSession } from '../adapters/llama/gguf-embedding-session.ts';
import { openParentPort } from '../platform/parent-port.ts';

serveEmbedding(openParentPort(), createGgufEmbeddingSession());
