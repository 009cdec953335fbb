import { contextBridge, ipcRenderer, webUtils } from 'electron';

/** Hands frames between the page and main, and nothing else: no channel names, no functions, no Node. */
contextBridge.exposeInMainWorld('carrelBridge', {
  send: (frame: unknown): void => ipcRenderer.send('frame', frame),
  onFrame: (listener: (frame: unknown) => void): (() => void) => {
    const deliver = (_event: unknown, frame: unknown): void => listener(frame);
    ipcRenderer.on('frame', deliver);
    return () => ipcRenderer.off('frame', deliver);
  },
  pathForFile: (file: File): string => webUtils.getPathForFile(file),
});
