import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import type { ChildHandle, ChildLauncher } from '../platform/child-process.ts';
import { takeAttempt } from '../platform/parent-port.ts';

/** Starts children as Electron utility processes: same entries as in plain Node, own sandbox, own crash. */
export const utilityChildLauncher: ChildLauncher = {
  launch(entry, options = {}): ChildHandle {
    const child = utilityProcess.fork(fileURLToPath(entry), [], {
      serviceName: options.name ?? 'carrel',
      env: { ...process.env, ...options.env },
      stdio: 'ignore',
    });
    return {
      get pid() {
        return child.pid;
      },
      send: (message) => child.postMessage(message),
      onMessage: (listener) =>
        void child.on('message', (message) => {
          if (!takeAttempt(message, options.name ?? 'child')) listener(message);
        }),
      onExit: (listener) => void child.once('exit', listener),
      kill: () => void child.kill(),
    };
  },
};
