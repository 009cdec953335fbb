export type SystemName = 'windows' | 'mac' | 'linux';

/** The system of a browser, which is the system of Carrel too: it serves this computer only. */
export function systemNamed(userAgent: string): SystemName {
  if (/windows/i.test(userAgent)) return 'windows';
  return /mac os|macintosh/i.test(userAgent) ? 'mac' : 'linux';
}
