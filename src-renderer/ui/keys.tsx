import { comboLabel } from '../lib/key-combo.ts';

/** A shortcut as the keyboard of this system writes it. */
export function Keys({ combo }: { readonly combo: string }) {
  return (
    <kbd className="whitespace-nowrap rounded-sm border border-hairline bg-n1 px-1 font-sans text-micro text-n8">
      {comboLabel(combo)}
    </kbd>
  );
}
