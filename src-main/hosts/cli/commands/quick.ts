import type { CommandContext } from '../command-context.ts';

/** `carrel quick`: opens quick ask of the running app; for desktops where programs cannot take shortcuts. */
export async function quick({ environment, output, withClient }: CommandContext): Promise<void> {
  await withClient(async ({ client }) => {
    await client.desktop.showQuickAsk({}, { signal: environment.signal });
    if (output.isJson) output.json({ shown: true });
  });
}
