import { useEffect, useState } from 'react';

/** How long a button says that it copied; a guess, unmeasured. */
const SAID_MS = 2000;

/** Copies a text, and knows for two seconds that it did; where the clipboard refuses, `copy` rejects. */
export function useCopied(): { readonly isCopied: boolean; copy(text: string): Promise<void> } {
  const [copies, setCopies] = useState(0);
  useEffect(() => {
    if (copies === 0) return;
    const timer = setTimeout(() => setCopies(0), SAID_MS);
    return () => clearTimeout(timer);
  }, [copies]);
  const copy = async (text: string): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopies((before) => before + 1);
  };
  return { isCopied: copies > 0, copy };
}
