/**
 * Opens Carrel: the Electron app where it can run, otherwise the same window served from the loopback host.
 *
 *   npm start [-- --library DIR] [--browser] [--port N]
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const args = process.argv.slice(2);
const electronFolder = join(root, 'node_modules', 'electron');

/** Why the Electron app cannot open here, or undefined when it can. */
function whyNotElectron() {
  if (args.includes('--browser')) return 'you asked for the browser';
  if (!existsSync(join(electronFolder, 'path.txt'))) {
    const marker = join(root, 'node_modules', '.carrel-no-electron');
    const reason = existsSync(marker) ? readFileSync(marker, 'utf8').trim() : 'it has not been fetched';
    return `there is no Electron binary here (${reason})`;
  }
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return 'there is no display';
  if (process.platform === 'linux' && process.getuid?.() === 0)
    return 'Electron keeps its sandbox, and the sandbox refuses root';
  return undefined;
}

function hand(command, commandArgs) {
  const child = spawn(command, commandArgs, { cwd: process.env.INIT_CWD ?? process.cwd(), stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}

const reason = whyNotElectron();
if (reason === undefined) {
  hand(join(electronFolder, 'dist', readFileSync(join(electronFolder, 'path.txt'), 'utf8').trim()), [root, ...args]);
} else {
  process.stderr.write(`Opening in the browser: ${reason}.\n`);
  const rest = args.filter((arg) => arg !== '--browser');
  hand(process.execPath, [join(root, 'bin', 'carrel.mjs'), 'serve', '--open', ...rest]);
}
