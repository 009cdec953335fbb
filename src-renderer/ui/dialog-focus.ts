/** Where the focus was when a dialog opened, by the dialog's element. */
const beforeByDialog = new WeakMap<EventTarget, Element>();

/**
 * Where the focus goes when a dialog opens: its first field, else the dialog itself.
 *
 * Never a button: an open hint over the Close button, or Delete one Enter away, is not what the reader asked for.
 */
export function focusWithin(event: Event): void {
  const dialog = event.currentTarget;
  if (!(dialog instanceof HTMLElement)) return;
  if (document.activeElement !== null) beforeByDialog.set(dialog, document.activeElement);
  event.preventDefault();
  const field = dialog.querySelector<HTMLElement>('[data-autofocus], form input:not([type=hidden]), textarea');
  (field ?? dialog).focus();
}

/** Gives the focus back to where it was; Radix does so only for dialogs that have a trigger of their own. */
export function returnFocus(event: Event): void {
  const before = event.currentTarget === null ? undefined : beforeByDialog.get(event.currentTarget);
  event.preventDefault();
  if (before instanceof HTMLElement && before.isConnected) before.focus();
}
