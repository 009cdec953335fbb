/** Entry of the child process that runs chat models. A crash of llama.cpp ends this process and nothing else. */
import { serveInference } from '../adapters/llama/llama-runtime.ts';
import { openParentPort } from '../platform/parent-port.ts';

serveInference(openParentPort());
