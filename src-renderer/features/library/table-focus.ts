/** The element of the table of sources. */
export const TABLE_ID = 'sources';

/** How often and how far apart `keepFocus` looks: about a second, in which a removed row has left the list. Guess. */
const LOOKS = { count: 20, everyMs: 50 } as const;

/**
 * Gives the focus to the table where what had it is going: a removed row, a button of a closed sheet.
 *
 * It looks for a while, because dialogs and menus that close return the focus themselves first, and a removed row
 * leaves only with the next answer of the host.
 */
export function keepFocus(looks: number = LOOKS.count): void {
  setTimeout(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (isLost) document.getElementById(TABLE_ID)?.focus();
    else if (looks > 1) keepFocus(looks - 1);
  }, LOOKS.everyMs);
}
