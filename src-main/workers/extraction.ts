import { parentPort, workerData } from 'node:worker_threads';
import { sentence } from '../../src-contract/host-message.ts';
import { createMemberReader, listArchive } from '../adapters/extract/archive.ts';
import {
  type ExtractionReply,
  type ExtractionRequest,
  type ExtractionSettings,
  WORKER_READY,
} from '../adapters/extract/extraction-protocol.ts';
import { type ReadingTools, readSource } from '../adapters/extract/read-source.ts';
import { readBytes } from '../adapters/extract/source-bytes.ts';
import { messageOf, Unreadable } from '../adapters/extract/unreadable.ts';
import { createCodeParser } from '../adapters/tree-sitter/code-parser.ts';
import { createStaticModel } from '../engine/embedding/static-model.ts';
import { lowerThreadPriority } from '../platform/lower-priority.ts';
import { guardThread } from '../platform/network-guard.ts';

guardThread('reading');
lowerThreadPriority();

/*
 * The worker thread that turns bytes into text, passages and vectors. It takes one task at a time and may be killed at
 * any moment; it holds nothing that would be missed.
 */

// Parsers print warnings about documents; what matters of them is in the reply.
for (const stream of [process.stdout, process.stderr]) stream.write = () => true;

const { model, pdfjsFolder, grammarFolder } = workerData as ExtractionSettings;
const members = createMemberReader();
const code = createCodeParser(grammarFolder);
const tools: ReadingTools = { members, code, pdfjsFolder, embed: createStaticModel(model).embed };

/** An archive stays open between the tasks for its members, but not while the thread stands by. A guess. */
const ARCHIVE_IDLE_MS = 2000;
let closing: NodeJS.Timeout | undefined;

parentPort?.on('message', (request: ExtractionRequest) => {
  clearTimeout(closing);
  void answer(request).finally(() => {
    closing = setTimeout(() => void members.close(), ARCHIVE_IDLE_MS).unref();
  });
});
parentPort?.postMessage(WORKER_READY);

async function answer(request: ExtractionRequest): Promise<void> {
  try {
    const [reply, transfer] = await perform(request);
    parentPort?.postMessage(reply, transfer);
  } catch (thrown) {
    const refusal =
      thrown instanceof Unreadable
        ? { status: thrown.status, reason: thrown.message }
        : { status: 'invalid' as const, reason: sentence('not-read-why', { why: messageOf(thrown) }) };
    parentPort?.postMessage({ refusal } satisfies ExtractionReply);
  }
}

async function perform(request: ExtractionRequest): Promise<[ExtractionReply, ArrayBuffer[]]> {
  const { target, limits } = request;
  switch (request.kind) {
    case 'read': {
      const value = await readSource(target, limits, tools);
      return [{ value }, [value.vectors.buffer as ArrayBuffer]];
    }
    case 'list-members': {
      const from = target.member === undefined ? target.file : await readBytes(target, limits.maxBytes, members);
      return [{ value: await listArchive(from, limits.maxBytes) }, []];
    }
    case 'open-member': {
      const value = await readBytes(target, limits.maxBytes, members);
      return [{ value }, [value.buffer as ArrayBuffer]];
    }
    case 'locate': {
      const bytes = await readBytes(target, limits.maxBytes, members);
      const { locateInPdf } = await import('../adapters/extract/locate-in-pdf.ts');
      const { password } = target;
      const pdf = { folder: pdfjsFolder, ...(password === undefined ? {} : { password }) };
      return [{ value: await locateInPdf(bytes, request.position, pdf) }, []];
    }
  }
}
