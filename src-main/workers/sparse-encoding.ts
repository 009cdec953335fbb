/** Entry of the child process that weighs words for learned-sparse search. A crash of it ends this process and nothing else. */
import { serveEmbedding } from '../adapters/embedding/serve-embedding.ts';
import { createSparseSession } from '../adapters/transformers/sparse-session.ts';
import { openParentPort } from '../platform/parent-port.ts';

serveEmbedding(openParentPort(), createSparseSession());
