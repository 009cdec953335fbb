/**
 * Where the focus goes when a dialog opens: its first field, else the dialog itself.
 *
 * Never a button: an open hint over the Close button, or Delete one Enter away, is not what the reader asked for.
 */
export function focusWithin(event: Event): void {
  if (!(event.currentTarget instanceof HTMLElement)) return;
  event.preventDefault();
  const field = event.currentTarget.querySelector<HTMLElement>(
    '[data-autofocus], form input:not([type=hidden]), textarea',
  );
  (field ?? event.currentTarget).focus();
}
