import { useEffect } from 'react';
import { findBridge } from '../lib/bridge.ts';
import { carrel } from '../lib/client.ts';
import { showFailure } from '../lib/show-failure.ts';

/** Goes where quick ask sends the main window; only in the desktop app, where the two are different windows. */
export function FollowedPlaces() {
  useEffect(() => {
    if (findBridge() === undefined) return;
    const abort = new AbortController();
    void follow(abort.signal).catch(showFailure);
    return () => abort.abort();
  }, []);
  return null;
}

async function follow(signal: AbortSignal): Promise<void> {
  for await (const { place } of carrel().desktop.followPlaces({}, { signal })) location.hash = place;
}
