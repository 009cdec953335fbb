import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ChildHandle, ChildLauncher } from './child-process.ts';
import { takeAttempt } from './parent-port.ts';

/**
 * Starts children with `child_process.fork`; for plain Node.
 *
 * Messages are structured clones. Standard streams are closed: native libraries print what the user wrote. `kill` is
 * SIGKILL, because a child that hangs in native code handles nothing else.
 */
export const forkChild: ChildLauncher = {
  launch(entry, options = {}): ChildHandle {
    const child = fork(fileURLToPath(entry), [], {
      serialization: 'advanced',
      execArgv: [], // loaders and inspectors of the parent are not the child's
      env: { ...inheritedEnvironment(), ...options.env },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const exitListeners = new Set<(code: number | null) => void>();
    let ended: { readonly code: number | null } | undefined;
    const end = (code: number | null): void => {
      if (ended !== undefined) return;
      ended = { code };
      for (const listener of exitListeners) listener(code);
      exitListeners.clear();
    };
    child.on('exit', end);
    child.on('error', () => {
      // Also raised by a message to a dying child, which then exits by itself; without a pid it never started.
      if (child.pid === undefined) end(null);
    });
    return {
      pid: child.pid,
      send(message) {
        if (child.connected) child.send(message as object);
      },
      onMessage(listener) {
        child.on('message', (message) => {
          if (!takeAttempt(message, options.name ?? 'child')) listener(message);
        });
      },
      onExit(listener) {
        if (ended === undefined) exitListeners.add(listener);
        else listener(ended.code);
      },
      kill() {
        child.kill('SIGKILL');
      },
    };
  },
};

function inheritedEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, ...environment } = process.env;
  return environment;
}
