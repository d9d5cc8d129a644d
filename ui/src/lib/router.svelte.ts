// Which page is shown: the URL's path and query as state, links that do not reload.

/** Asked before the page changes; true withholds it, and `go` may be called later to go on. */
export type Guard = (go: () => void) => boolean;

class Router {
  path = $state(location.pathname);
  query = $state.raw(new URLSearchParams(location.search));
  /** Set by a page with something to lose; it asks first. */
  guard: Guard | null = null;
  #shown = location.href;

  start(): void {
    addEventListener('popstate', () => this.#back());
    addEventListener('click', (event) => this.#follow(event));
  }
  go(to: string, replace = false): void {
    if (this.guard?.(() => this.#move(to, replace))) return;
    this.#move(to, replace);
  }
  #move(to: string, replace: boolean): void {
    history[replace ? 'replaceState' : 'pushState'](null, '', to);
    this.#read();
  }
  #read(): void {
    this.#shown = location.href;
    this.path = location.pathname;
    this.query = new URLSearchParams(location.search);
  }
  /** The browser has gone back already: what is withheld is put back in front. */
  #back(): void {
    const wanted = location.href;
    if (!this.guard?.(() => this.#move(wanted, false))) return this.#read();
    history.pushState(null, '', this.#shown);
  }
  /** Own pages open in place; everything else (`target`, downloads, other origins) is the browser's. */
  #follow(event: MouseEvent): void {
    const link = (event.target as Element | null)?.closest?.(
      'a[data-page]',
    ) as HTMLAnchorElement | null;
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }
}

export const router = new Router();
