import { findBridge } from './bridge.ts';
import { carrel } from './client.ts';

/** Goes to a place such as `#/chat/abc` in the main window; in a browser this page is the main window. */
export async function goInMain(place: string): Promise<void> {
  if (findBridge() === undefined) {
    location.hash = place;
    return;
  }
  await carrel().desktop.showMain({ place });
  await carrel().desktop.hideQuickAsk({});
}

/** Opens quick ask: its window over the other programs, or its page. */
export async function openQuickAsk(): Promise<void> {
  if (findBridge() === undefined) location.hash = '#/quick';
  else await carrel().desktop.showQuickAsk({});
}

/** Leaves quick ask: the window goes, and the focus with it; in a browser the page before comes back. */
export async function leaveQuickAsk(): Promise<void> {
  if (findBridge() !== undefined) await carrel().desktop.hideQuickAsk({});
  else if (history.length > 1) history.back();
  else location.hash = '#/chat';
}
