import { availableParallelism } from 'node:os';
import { getLlama, type Llama, LlamaLogLevel } from 'node-llama-cpp';

/**
 * One core stays free for the window.
 *
 * More threads than cores is ruinous, since llama.cpp spins at its barriers: with 1, 2 and 4 (the library's default)
 * threads on 2 busy cores the tiny model of the tests took 0.1, 2.2 and 56 s for 200 tokens.
 */
export const THREADS = Math.max(1, availableParallelism() - 1);

let llamaOnce: Promise<Llama> | undefined;

/**
 * Takes the shipped binary: a GPU's where its backend is installed and works, otherwise the CPU's. Nothing is built
 * from source and nothing is downloaded.
 */
export function openLlama(gpu: boolean): Promise<Llama> {
  if (llamaOnce !== undefined) return llamaOnce;
  const opening = getLlama({
    gpu: gpu ? 'auto' : false,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    maxThreads: THREADS,
    logLevel: LlamaLogLevel.disabled,
  });
  llamaOnce = opening;
  opening.catch(() => {
    llamaOnce = undefined; // the next request tries again
  });
  return opening;
}
