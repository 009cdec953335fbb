/** The element of the table of sources. */
export const TABLE_ID = 'sources';

/**
 * Gives the focus to the table where what had it is gone: a removed row, a button of a closed sheet.
 *
 * Waits for the dialog or menu that is closing, which returns the focus itself where it can.
 */
export function keepFocus(): void {
  setTimeout(() => {
    if (document.activeElement === null || document.activeElement === document.body) {
      document.getElementById(TABLE_ID)?.focus();
    }
  }, 50);
}
