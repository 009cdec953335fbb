import { useEffect, useState } from 'react';
import type { CodeToken } from './highlighter.ts';

/** The tokens of a program by line; undefined until the highlighter is loaded, or where it does not know the language. */
export function useHighlighted(text: string, language: string | undefined): CodeToken[][] | undefined {
  const [lines, setLines] = useState<CodeToken[][]>();
  useEffect(() => {
    let isCurrent = true;
    setLines(undefined);
    if (language === undefined) return;
    void import('./highlighter.ts').then(({ highlightLines }) => {
      if (isCurrent) setLines(highlightLines(text, language));
    });
    return () => {
      isCurrent = false;
    };
  }, [text, language]);
  return lines;
}
