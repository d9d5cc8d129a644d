// How the page's stream stands, for the top bar and the disconnected banner.
import type { ConnectionState } from './stream.ts';

class Connection {
  state = $state<ConnectionState>('closed');
  /** When it was last lost (ms), null while live. */
  lost_at = $state<number | null>(null);

  set = (state: ConnectionState): void => {
    this.state = state;
    if (state === 'live' || state === 'closed') this.lost_at = null;
    else if (state === 'waiting') this.lost_at ??= Date.now();
  };
}

export const connection = new Connection();
