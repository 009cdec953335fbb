import { type BrowserWindow, type IpcMainEvent, ipcMain } from 'electron';
import type { FrameCarrier } from '../../src-contract/frame.ts';

const CHANNEL = 'frame';

/**
 * Carries frames between main and one window.
 *
 * A frame is taken only from the top frame of that window while it shows `origin`; everything else is ignored, for the
 * page is not trusted to be ours. A reload or a crash of the page closes the carrier's calls through `onClose`.
 */
export function ipcCarrier(window: BrowserWindow, origin: string): FrameCarrier {
  const contents = window.webContents;
  const isOurs = (event: IpcMainEvent): boolean =>
    event.sender === contents &&
    event.senderFrame !== null &&
    event.senderFrame.parent === null &&
    event.senderFrame.url.startsWith(`${origin}/`);
  return {
    send(frame) {
      if (!contents.isDestroyed()) contents.send(CHANNEL, frame);
    },
    onFrame(listener) {
      const deliver = (event: IpcMainEvent, frame: unknown): void => {
        if (isOurs(event)) listener(frame);
      };
      ipcMain.on(CHANNEL, deliver);
      contents.once('destroyed', () => ipcMain.off(CHANNEL, deliver));
    },
    onClose(listener) {
      contents.once('destroyed', listener);
      contents.on('render-process-gone', listener);
      contents.on('did-start-navigation', (details) => {
        if (details.isMainFrame && !details.isSameDocument) listener();
      });
    },
  };
}
