import { dialog, shell } from 'electron';

const ALLOWED_SCHEMES: ReadonlySet<string> = new Set(['https:', 'http:', 'mailto:']);

/**
 * Opens a link of a document in the system's browser, after asking.
 *
 * Documents are not trusted: the whole address is shown, and only web and mail addresses are offered at all.
 */
export async function openExternalAfterAsking(address: string): Promise<void> {
  if (!URL.canParse(address)) return;
  const url = new URL(address);
  if (!ALLOWED_SCHEMES.has(url.protocol)) return;
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: 'Open this address in your browser?',
    detail: `${url.href}\n\nCarrel itself stays offline.`,
    buttons: ['Cancel', 'Open'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  if (response === 1) await shell.openExternal(url.href);
}
