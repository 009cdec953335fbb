/** The windows of the desktop app, as far as the page may move them. */
export interface Desktop {
  showQuickAsk(): void;
  /** Puts the window away; the system gives the focus back to the program that had it. */
  hideQuickAsk(): void;
  /**
   * Brings the main window forward.
   *
   * @param place of the page, such as `#/chat/abc`, where a window that is opened anew begins
   * @returns whether it was opened anew
   */
  showMain(place?: string): boolean;
  /**
   * Takes a shortcut (`mod+alt+space`) from the system in place of the one before; empty gives it back.
   *
   * @returns false when another program has it
   */
  bind(shortcut: string): boolean;
}
