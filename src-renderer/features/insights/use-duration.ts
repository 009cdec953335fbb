import { useMemo } from 'react';
import { useFormatter } from 'use-intl';

/** Milliseconds for people, "12 ms" or "2.4 s", in the language of the interface. */
export function useDuration(): (ms: number) => string {
  const format = useFormatter();
  return useMemo(
    () => (ms) =>
      ms < 1000
        ? format.number(ms, { style: 'unit', unit: 'millisecond', maximumFractionDigits: ms < 10 ? 1 : 0 })
        : format.number(ms / 1000, { style: 'unit', unit: 'second', unitDisplay: 'short', maximumFractionDigits: 1 }),
    [format],
  );
}
