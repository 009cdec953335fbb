import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as z from 'zod';
import type { Oracle, OracleMention, OracleTarget } from './oracle.ts';

const positionSchema = z.object({ line: z.int(), character: z.int() });
const locationsSchema = z.array(z.object({ uri: z.string(), range: z.object({ start: positionSchema }) })).nullable();
const mentionSchema = z.object({
  path: z.string(),
  line: z.int(),
  column: z.int(),
  name: z.string(),
  relationship: z.enum(['calls', 'imports', 'inherits']),
});

/** Lists mentions with Python's own parser and asks pyright's language server where each is defined. */
export const askPyright: Oracle = async (folder) => {
  const script = join(import.meta.dirname, 'python-mentions.py');
  const listed = execFileSync('python3', [script, folder], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const asked = listed
    .trim()
    .split('\n')
    .map((line) => mentionSchema.parse(JSON.parse(line)));
  const texts = new Map([...new Set(asked.map(({ path }) => path))].map((path) => [path, readFileSync(path, 'utf8')]));
  const folderOfPyright = dirname(createRequire(import.meta.url).resolve('pyright/package.json'));
  const { version } = JSON.parse(readFileSync(join(folderOfPyright, 'package.json'), 'utf8')) as { version: string };
  const server = startServer(join(folderOfPyright, 'langserver.index.js'), folder);
  try {
    await server.ask('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(folder).href,
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'code' }],
      capabilities: { workspace: { configuration: true, workspaceFolders: true } },
    });
    server.tell('initialized', {});
    for (const [path, text] of texts) {
      const uri = pathToFileURL(path).href;
      server.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'python', version: 1, text } });
    }
    const mentions: OracleMention[] = [];
    for (const { path, line, column, name, relationship } of asked) {
      const found = await server.ask('textDocument/definition', {
        textDocument: { uri: pathToFileURL(path).href },
        position: { line, character: column },
      });
      const answer = answerOf(locationsSchema.parse(found) ?? [], texts);
      mentions.push({ path, offset: offsetOf(texts.get(path) ?? '', line, column), relationship, name, answer });
    }
    return { name: `pyright ${version}`, mentions };
  } finally {
    server.stop();
  }
};

function answerOf(
  locations: NonNullable<z.infer<typeof locationsSchema>>,
  texts: ReadonlyMap<string, string>,
): OracleMention['answer'] {
  if (locations.length === 0) return 'unknown';
  const targets = locations.flatMap(({ uri, range: { start } }): OracleTarget[] => {
    const path = fileURLToPath(uri);
    const text = texts.get(path);
    if (text === undefined) return [];
    const isModule = start.line === 0 && start.character === 0;
    return [isModule ? { path } : { path, offset: offsetOf(text, start.line, start.character) }];
  });
  return targets.length === 0 ? 'outside' : targets;
}

function offsetOf(text: string, line: number, column: number): number {
  let from = 0;
  for (let before = 0; before < line; before += 1) from = text.indexOf('\n', from) + 1;
  return from + column;
}

interface Server {
  ask(method: string, params: unknown): Promise<unknown>;
  tell(method: string, params: unknown): void;
  stop(): void;
}

/** The language server protocol over stdio: a header with the length, then JSON-RPC. */
function startServer(entry: string, cwd: string): Server {
  const child = spawn(process.execPath, [entry, '--stdio'], { cwd, stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting = new Map<number, (value: unknown) => void>();
  let next = 0;
  let buffer = Buffer.alloc(0);
  const send = (message: object): void => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    child.stdin.write(body);
  };
  const receive = (message: {
    id?: number;
    method?: string;
    params?: { items?: unknown[] };
    result?: unknown;
  }): void => {
    if (message.id === undefined) return;
    if (message.method === undefined) {
      waiting.get(message.id)?.(message.result);
      waiting.delete(message.id);
      return;
    }
    // The server asks for its settings, and to register what it watches: it gets its defaults.
    send({
      id: message.id,
      result: message.method === 'workspace/configuration' ? (message.params?.items ?? []).map(() => null) : null,
    });
  };
  child.stdout.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const end = buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, end).toString())?.[1]);
      if (buffer.length < end + 4 + length) return;
      receive(JSON.parse(buffer.subarray(end + 4, end + 4 + length).toString()));
      buffer = buffer.subarray(end + 4 + length);
    }
  });
  return {
    ask: (method, params) =>
      new Promise((resolve) => {
        const id = next++;
        waiting.set(id, resolve);
        send({ id, method, params });
      }),
    tell: (method, params) => send({ method, params }),
    stop: () => void child.kill(),
  };
}
