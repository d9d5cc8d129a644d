// The wall mode: kept in the URL (`/wallboard?wall=1` is what a screen on a wall opens) and, when a
// person asks for it, the whole screen.
import { router } from '../lib/router.svelte.ts';

class WallMode {
  readonly on: boolean = $derived(router.query.get('wall') === '1');

  toggle = (): void => (this.on ? this.leave() : this.enter());

  enter(): void {
    router.go('/wallboard?wall=1', true);
    // Refused where there was no gesture or no permission; the mode works without.
    document.documentElement.requestFullscreen?.().catch(() => undefined);
  }
  leave(): void {
    router.go('/wallboard', true);
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
  }

  /** Leaves the mode when the browser leaves the whole screen (Escape). Returns how to stop. */
  follow(): () => void {
    const changed = (): void => {
      if (!document.fullscreenElement && this.on) this.leave();
    };
    document.addEventListener('fullscreenchange', changed);
    return () => document.removeEventListener('fullscreenchange', changed);
  }
}

export const wall = new WallMode();
