// What the server tells of personal data: customers, retention, the register of purposes.
export interface Customer {
  id: string;
  brand: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  reference: string | null;
  created_at: string;
}
export interface Hit extends Customer {
  where: 'details' | 'words';
  contacts: number;
}
export interface HeldContact {
  id: string;
  state: string;
  channel: string;
  language: string;
  opened_at: string;
  closed_at: string | null;
  held: boolean;
}
export interface Held extends Customer {
  counts: Record<string, number>;
  contacts: HeldContact[];
  also: Customer[];
}
export interface Gone {
  erasures: string[];
  contacts: number;
  counts: Record<string, number>;
  bytes_gone: boolean;
}
export interface Retention {
  months: Record<string, number>;
  due: { contacts: number; rows: Record<string, number> };
  oldest_closed_at: string | null;
  last: { started_at: string; ended_at: string | null; counts: Record<string, number> } | null;
}
export interface Purpose {
  id: string;
  basis: string;
  authorisation: string;
  retention: string;
  recipients: string[];
  since: string | null;
  until: string | null;
  notice: string | null;
  revision: number;
  in_force: boolean;
  lacks: string[];
}
export interface Register {
  bases: string[];
  purposes: Purpose[];
}
