import { create } from 'zustand';

/** Whether the drawer with rail and list is open; it exists only in narrow windows. */
export const useDrawer = create<{ isOpen: boolean; setOpen: (isOpen: boolean) => void }>((set) => ({
  isOpen: false,
  setOpen: (isOpen) => set({ isOpen }),
}));
