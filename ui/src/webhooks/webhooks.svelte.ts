// The subscriptions, one of them open with its deliveries, and what can be done to them.
import { api } from '../lib/session.svelte.ts';
import type { Delivery, Page, Wanted, Webhook } from './types.ts';

class Webhooks {
  rows = $state.raw<Webhook[] | null>(null);
  events = $state.raw<string[]>([]);
  problem = $state.raw<unknown>(null);
  opened = $state<string | null>(null);
  deliveries = $state.raw<Delivery[] | null>(null);
  next = $state<string | null>(null);
  readonly current: Webhook | null = $derived(
    this.rows?.find((each) => each.id === this.opened) ?? null,
  );

  async load(): Promise<void> {
    try {
      const found = await api.get<{ rows: Webhook[]; events: string[] }>('/api/webhooks');
      this.rows = found.rows;
      this.events = found.events;
      this.problem = null;
      if (this.opened && !found.rows.some((each) => each.id === this.opened)) this.opened = null;
    } catch (error) {
      this.problem = error;
    }
  }

  async open(id: string): Promise<void> {
    this.opened = id;
    this.deliveries = null;
    await this.look();
  }

  /** Reads the first page of deliveries anew, or with `more` the one that follows. */
  async look(more = false): Promise<void> {
    const id = this.opened;
    if (!id) return;
    if (!more) void this.load(); // how the subscription does has changed as well
    const query = { limit: 50, next: more ? this.next : null };
    const page = await api.get<Page>(`/api/webhooks/${id}/deliveries`, query);
    if (this.opened !== id) return; // another was opened meanwhile
    this.deliveries = more ? [...(this.deliveries ?? []), ...page.rows] : page.rows;
    this.next = page.next;
  }

  /** Adds one and gives its secret, which is told this once. */
  async add(wanted: Wanted): Promise<string> {
    const added = await api.post<Webhook & { secret: string }>('/api/webhooks', wanted);
    await this.load();
    await this.open(added.id);
    return added.secret;
  }

  async change(id: string, wanted: Wanted): Promise<void> {
    await api.put(`/api/webhooks/${id}`, wanted);
    await this.load();
  }

  async remove(id: string): Promise<void> {
    await api.delete(`/api/webhooks/${id}`);
    this.opened = null;
    await this.load();
  }

  async test(id: string): Promise<void> {
    await api.post(`/api/webhooks/${id}/test`);
    await this.look();
  }

  async replay(id: string, what: { delivery: string } | { since: string }): Promise<number> {
    const told = await api.post<{ queued: number }>(`/api/webhooks/${id}/replay`, what);
    await this.look();
    return told.queued;
  }
}

export const webhooks = new Webhooks();

/** Subscription `one`, switched on or off. */
export function switched(one: Webhook, is_on: boolean): Wanted {
  const { url, description, events, brands } = one;
  return { url, description, events, brands, is_on };
}
