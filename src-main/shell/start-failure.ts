import { app, dialog } from 'electron';
import { toWireFailure } from '../../src-contract/wire-failure.ts';

/** Says in a box what went wrong before there was a window, and ends the program. */
export function showStartFailure(thrown: unknown, title: string): void {
  const { message, code } = toWireFailure(thrown);
  process.stderr.write(`${title}: ${message}\n`);
  if (code === 'internal') process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
  dialog.showErrorBox(title, message);
  app.exit(1);
}
