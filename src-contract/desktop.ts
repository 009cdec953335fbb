import * as z from 'zod';
import { streaming, unary } from './procedure.ts';

/**
 * A shortcut as `mod+alt+space`: modifiers first, then a letter, a digit, `space` or a function key; empty: none.
 *
 * `mod` is Command on a Mac and Control elsewhere. A key without a modifier would be taken from every program, so
 * only function keys may stand alone.
 */
export const SHORTCUT_PATTERN =
  /^$|^(?:(?:mod|ctrl|alt|shift)\+)+(?:[a-z0-9]|space|f(?:[1-9]|1\d|2[0-4]))$|^f(?:[1-9]|1\d|2[0-4])$/;

export const quickAskStateSchema = z.strictObject({
  shortcut: z.string(),
  state: z
    .enum(['ready', 'off', 'taken', 'no-desktop'])
    .describe('taken: another program has the shortcut; no-desktop: this is not the desktop app'),
});
export type QuickAskState = z.infer<typeof quickAskStateSchema>;

/** A place of the page: the part of its address that begins with "#/". */
export const placeSchema = z
  .string()
  .regex(/^#\/[\x21-\x7e]*$/)
  .max(40_000);

const nothing = z.strictObject({});

export const desktopProcedures = {
  quickAsk: unary({
    summary: 'The shortcut of quick ask, and whether it is in force',
    effect: 'reads',
    input: nothing,
    output: quickAskStateSchema,
  }),
  showQuickAsk: unary({
    summary: 'Open the quick ask window of the running app',
    effect: 'writes',
    input: nothing,
    output: nothing,
  }),
  hideQuickAsk: unary({
    summary: 'Put the quick ask window away; the focus goes back to where it was',
    effect: 'writes',
    input: nothing,
    output: nothing,
  }),
  showMain: unary({
    summary: 'Bring the main window forward, at a place in it',
    effect: 'writes',
    input: z.strictObject({
      place: placeSchema.optional(),
    }),
    output: nothing,
  }),
  followPlaces: streaming({
    summary: 'Where the main window is asked to go, by quick ask',
    effect: 'reads',
    input: nothing,
    item: z.strictObject({ place: placeSchema }),
    output: nothing,
  }),
} as const;
