import { create } from 'zustand';
import { useDrawer } from '../../app/drawer-store.ts';

/** What the list beside the chat shows. */
export type ListView = 'conversations' | 'pinned';

export const useListView = create<{ readonly view: ListView }>(() => ({ view: 'conversations' }));

export function showList(view: ListView): void {
  useListView.setState({ view });
}

/** Shows the pinned answers, also where the list is in a drawer. */
export function openPinned(): void {
  showList('pinned');
  useDrawer.getState().setOpen(true);
}
