import { type RefObject, useEffect, useState } from 'react';
import type { SourceRef } from '../../../src-contract/passage.ts';
import { carrel } from '../../lib/client.ts';

/** The text of a file and the programming language it is in, where that is known. */
export interface FileText {
  readonly text: string;
  readonly language: string | undefined;
}

/**
 * The text of a file of code, asked for when `element` comes near the screen; undefined until then and where it cannot be read.
 */
export function useFileText(element: RefObject<HTMLElement | null>, source: SourceRef): FileText | undefined {
  const [file, setFile] = useState<FileText>();
  useEffect(() => {
    const target = element.current;
    if (target === null || source.kind !== 'code') return;
    const abort = new AbortController();
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        carrel()
          .library.readSource({ id: source.id }, { signal: abort.signal })
          .then(
            ({ text, language }) => setFile({ text, language }),
            () => {
              // Cancelled, or the file cannot be read now: the passage is shown without line numbers.
            },
          );
      },
      { rootMargin: '200px' },
    );
    observer.observe(target);
    return () => {
      observer.disconnect();
      abort.abort();
    };
  }, [element, source.id, source.kind]);
  return file;
}
