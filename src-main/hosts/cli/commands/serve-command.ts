import { Failure } from '../../../../src-contract/failure.ts';
import type { CommandContext } from '../command-context.ts';

/** `carrel serve`: the window in a browser, until Ctrl-C; another window of the owner when the library is open already. */
export async function serveCommand(
  context: CommandContext,
  options: { readonly port?: number; readonly open?: boolean },
): Promise<void> {
  const { environment, output } = context;
  const { port = 0, open = false } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Failure('invalid-input', `--port takes a number from 0 to 65535, not ${port}`, {
      reason: 'cli/bad-port',
    });
  }
  await context.withClient(async (opened) => {
    const { url, origin } = await opened.serve({ port });
    if (output.isJson) output.json({ type: 'serving', origin, url });
    else {
      output.line(`Carrel is ${opened.attached ? 'already ' : ''}open at ${output.style('cyan', url)}`);
      const end = opened.attached ? 'The process that has the library open serves it.' : 'Ctrl-C closes Carrel.';
      output.line(output.style('dim', `The link works once, on this computer only. ${end}`));
    }
    if (open) {
      await environment.openBrowser(url).catch((thrown: unknown) => {
        output.note(`No browser could be opened (${String(thrown)}); follow the link above.`);
      });
    }
    if (!opened.attached) await aborted(environment.signal);
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
