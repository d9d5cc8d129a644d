// What the server sends of webhooks.
export interface Webhook {
  id: string;
  url: string;
  description: string;
  events: string[];
  brands: string[] | null;
  is_on: boolean;
  off_reason: 'gone' | 'failing' | 'by_hand' | null;
  waiting: number;
  failures: number;
  failing_since: string | null;
  succeeded_at: string | null;
  created_at: string;
  created_by: string;
}

export type Wanted = Pick<Webhook, 'url' | 'description' | 'events' | 'brands' | 'is_on'>;

export interface Delivery {
  id: string;
  type: string;
  contact: string | null;
  brand: string | null;
  event_at: string;
  state: 'waiting' | 'done' | 'given_up';
  attempts: number;
  tried_at: string | null;
  due_at: string | null;
  status: number | null;
  error: string | null;
}

export interface Page {
  rows: Delivery[];
  next: string | null;
}
