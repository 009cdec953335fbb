/**
 * `node bench/resting-child.ts ROOT LIBRARY QUESTION`: opens a library, searches once and waits.
 *
 * Prints `{startedMs}`, from the start of this process to the first results, and stays until its input ends, so that
 * the memory of it and of its children can be measured.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createOpenClient } from '../src-main/open-client.ts';
import { locateApp } from '../src-main/platform/app-paths.ts';

const [root = '', library = '', question = ''] = process.argv.slice(2);
const app = locateApp(pathToFileURL(join(root, 'src-main', 'cli.ts')).href);
const set = { 'library.watchFolders': 'false' };
const opened = await createOpenClient(app)({ command: 'bench', needsLibrary: true, library, set });
const { results } = await opened.client.search.query({ text: question, limit: 10 });
// Since the process began, which is before the first line of it ran.
process.stdout.write(`${JSON.stringify({ startedMs: performance.now(), results: results.length })}\n`);
process.stdin.on('end', () => void opened.close().then(() => process.exit())).resume();
