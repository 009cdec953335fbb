import { useMemo } from 'react';
import { useFormatter, useNow, useTranslations } from 'use-intl';
import type { Position, SourceKind } from '../../src-contract/passage.ts';
import { placeOf } from './place-text.ts';

/** Bytes in a kilobyte: Windows counts in powers of two under the same names, macOS and most Linux desktops do not. */
const KILO = typeof navigator !== 'undefined' && /^win/i.test(navigator.platform) ? 1024 : 1000;

const SIZE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Numbers, sizes, times and places in the language of the interface. */
export function useFormat() {
  const format = useFormatter();
  const now = useNow({ updateInterval: 60_000 });
  const t = useTranslations('place');
  return useMemo(
    () => ({
      number: (value: number) => format.number(value),
      /** As the file manager of this system counts. */
      size: (bytes: number) => {
        const power =
          bytes < KILO ? 0 : Math.min(SIZE_UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(KILO) + 1e-9));
        const unit = SIZE_UNITS[power] ?? 'byte';
        return format.number(bytes / KILO ** power, {
          style: 'unit',
          unit,
          unitDisplay: power === 0 ? 'long' : 'short',
          maximumFractionDigits: power === 0 ? 0 : 1,
        });
      },
      /** "3 minutes ago" */
      relative: (iso: string) => {
        const at = new Date(iso);
        // `now` moves once a minute: what happened since then happened just now, not in the future.
        return format.relativeTime(at, at > now ? at : now);
      },
      /** The exact time, for the hint over a relative one. */
      exact: (iso: string) => format.dateTime(new Date(iso), { dateStyle: 'medium', timeStyle: 'short' }),
      seconds: (seconds: number) =>
        seconds < 90
          ? format.number(seconds, {
              style: 'unit',
              unit: 'second',
              unitDisplay: 'short',
              maximumFractionDigits: seconds < 10 ? 1 : 0,
            })
          : format.number(Math.round(seconds / 60), { style: 'unit', unit: 'minute', unitDisplay: 'short' }),
      /** "page 12", "slide 3" or "lines 18–44"; empty where the position tells neither. */
      place: (position: Position, kind: SourceKind) => {
        const place = placeOf(position, kind);
        if (place === undefined) return '';
        if (place.key === 'line') return t('line', place.values);
        if (place.key === 'lines') return t('lines', place.values);
        return t(place.key, place.values);
      },
    }),
    [format, now, t],
  );
}

/** What `useFormat` gives; the same object until the language or the minute changes. */
export type Format = ReturnType<typeof useFormat>;
