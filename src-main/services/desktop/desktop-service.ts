import type { QuickAskState } from '../../../src-contract/desktop.ts';
import { Failure } from '../../../src-contract/failure.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import type { Desktop } from './ports.ts';

export interface DesktopService {
  readonly handlers: CarrelHandlers['desktop'];
  /** Says that this process has windows, and binds the shortcut in force. */
  attach(desktop: Desktop): void;
  /** Binds the shortcut of the settings anew, after a change of it. */
  rebind(): void;
}

/** Quick ask and the main window, where there is a desktop app; elsewhere every call says that there is none. */
export function createDesktopService(deps: {
  /** The setting `quick.shortcut`. */
  readonly shortcut: () => string;
}): DesktopService {
  const followers = new Set<(place: string) => void>();
  let attached: Desktop | undefined;
  let bound: QuickAskState = { shortcut: '', state: 'no-desktop' };

  function rebind(): void {
    if (attached === undefined) return;
    const shortcut = deps.shortcut();
    const isBound = attached.bind(shortcut);
    bound = { shortcut, state: shortcut === '' ? 'off' : isBound ? 'ready' : 'taken' };
  }

  function desktop(): Desktop {
    if (attached === undefined) {
      throw new Failure(
        'unsupported',
        'There is no window to move here: this is not the desktop app. Start it with "npm start".',
        { reason: 'desktop/none' },
      );
    }
    return attached;
  }

  async function* follow(signal: AbortSignal): AsyncGenerator<{ place: string }, Record<string, never>, void> {
    let wake = Promise.withResolvers<void>();
    const waiting: string[] = [];
    const follower = (place: string): void => {
      waiting.push(place);
      wake.resolve();
    };
    const stop = (): void => wake.resolve();
    followers.add(follower);
    signal.addEventListener('abort', stop);
    try {
      while (!signal.aborted) {
        await wake.promise;
        wake = Promise.withResolvers<void>();
        for (const place of waiting.splice(0)) yield { place };
      }
      return {};
    } finally {
      signal.removeEventListener('abort', stop);
      followers.delete(follower);
    }
  }

  return {
    handlers: {
      quickAsk: async () => (attached === undefined ? { ...bound, shortcut: deps.shortcut() } : bound),
      async showQuickAsk() {
        desktop().showQuickAsk();
        return {};
      },
      async hideQuickAsk() {
        desktop().hideQuickAsk();
        return {};
      },
      async showMain({ place }) {
        const isNew = desktop().showMain(place);
        if (!isNew && place !== undefined) for (const follower of followers) follower(place);
        return {};
      },
      followPlaces: (_input, { signal }) => follow(signal),
    },
    attach(given) {
      attached = given;
      rebind();
    },
    rebind,
  };
}
