// A line of the log of access, as the server sends it.
export interface Line {
  id: string;
  at: string;
  /** `supervisor:salma`, `key:key_…`, `system:…` */
  who: string;
  account: string | null;
  name: string;
  role: string | null;
  action: string;
  kind: string;
  resource: string;
  brand: string | null;
  outcome: 'done' | 'refused';
  address: string | null;
}
export interface Words {
  actions: string[];
  kinds: string[];
}
