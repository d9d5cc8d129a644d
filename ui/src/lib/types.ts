// The shapes the server sends. Times are ISO 8601 UTC strings, durations seconds.

export type Language = 'fr' | 'ar' | 'en';
export type Party = 'customer' | 'assistant' | 'adviser' | 'supervisor' | 'system';
export type ContactState = 'assistant' | 'waiting' | 'held' | 'wrap_up' | 'closed';
export type PresenceState = 'offline' | 'available' | 'paused' | 'lost';

export interface Source { article: string; version: number; language: string; title: string }
export interface Attachment { id: string; name: string; media_type: string; size: number }
export interface Message {
  id: string; contact: string; number: number; at: string;
  author: Party; author_id: string; author_name: string;
  kind: 'text' | 'notice' | 'note';
  text: string; client_id: string;
  sources: Source[]; choices: string[]; attachments: Attachment[];
}
export interface Brief {
  identity: string; goal: string; fields: Record<string, string>; done: string[];
  sources: Source[]; why: string; commitments: string[]; revision: number; mended: boolean;
}

// What the customer's page sees of its contact.
export interface CustomerContact {
  id: string; brand: string; brand_name: string; brand_colour: string; assistant_name: string;
  languages: Language[]; language: Language; state: ContactState;
  lead: { party: Party; name: string } | null;
  position: number | null;          // place in the queue, 1 = next
  waiting_since: string | null;
  opens_at: string | null;          // set while the queue is closed
  brief: Brief | null;
  solved: boolean | null; rating: number | null;
  close_reason: string | null; opened_at: string; closed_at: string | null;
  /** Once it has ended, where contacts are analysed: `asked`, only a yes lets this one in. */
  listening: { asked: boolean; given: boolean | null } | null;
}
export interface CustomerView { contact: CustomerContact; messages: Message[]; cursor: string }

// What staff see of a contact.
export interface Customer { id: string; name: string | null; email: string | null; phone: string | null; reference: string | null }
export interface HandView { id: string; party: Party; party_id: string; name: string; leads: boolean; started_at: string; ended_at: string | null; reason: string | null }
export interface WrapUp { code: string | null; summary: string; follow_ups: string; by: string; at: string }
export interface ContactRow {                  // lists: desk, wallboard, history
  id: string; brand: string; channel: string; language: string; arm: 'assistant' | 'holdout';
  state: ContactState; queue: string | null; site: string | null;
  customer_name: string | null;
  lead: { party: Party; id: string; name: string } | null;
  joined: { party: Party; id: string; name: string }[];
  opened_at: string; waiting_since: string | null; answered_at: string | null;
  closed_at: string | null; close_reason: string | null;
  wait_seconds: number | null;                 // of the wait that ended with an adviser, else so far
  outcome: 'answered_unconfirmed' | 'handed_over' | 'abandoned' | 'open' | null;
  wrap_up_code: string | null; wrap_up_due_at: string | null;
  rating: number | null; solved: boolean | null;
  last_message: { author: Party; text: string; at: string } | null;
  unanswered: boolean;                         // last word is the customer's
  approvals: number;                           // operations that wait for a person's yes
}
export interface ContactDetail {
  row: ContactRow; customer: Customer; brief: Brief | null; messages: Message[];
  hands: HandView[]; wrap_up: WrapUp | null; previous: ContactRow[];
  timeline: { seq: number; at: string; type: string; actor: string; data: Record<string, unknown> }[];
  cursor: string;
}

// An operation of the brand's systems. What cannot be undone says in the reader's language what it does.
export type OperationState = 'awaiting' | 'approved' | 'declined' | 'started' | 'done' | 'refused' | 'failed' | 'unknown';
export interface Told { name: string; value: string }
export interface OperationView {
  id: string; name: string; risk: 'read' | 'reversible' | 'irreversible'; state: OperationState; attempt: number;
  reference: string | null; comment: string; decided_by: string | null; asked_at: string | null; ended_at: string | null;
}
export interface FinalOperation extends OperationView {
  title: string; customer: string; told: Told[]; may_decide: boolean; decided_by_name: string;
}
export interface OfferView { id: string; contact: string; epoch: number; adviser: string; made_at: string; expires_at: string; row: ContactRow; brief: Brief | null }
export interface Presence { state: PresenceState; reason: string | null; since: string | null }
export interface Desk { me: AdviserView; presence: Presence; contacts: ContactRow[]; offers: OfferView[]; cursor: string; now: string }

// The configured centre.
export interface AdviserView { id: string; name: string; site: string; skills: Record<string, number>; capacity: Record<string, number> }
export interface CentreView {
  brands: { id: string; name: string; languages: Language[]; timezone: string; colour: string; assistant_name: string }[];
  sites: { id: string; name: string; country: string; timezone: string }[];
  queues: { id: string; brand: string; name: string; language: string; entry: boolean; requires: Record<string, number>; target: { share: number; seconds: number }; wrap_up_seconds: number }[];
  advisers: AdviserView[];
  supervisors: { id: string; name: string; site: string }[];
  wrap_up_codes: { id: string; labels: Record<Language, string> }[];
  pause_reasons: { id: string; labels: Record<Language, string> }[];
  canned_replies: { id: string; brand: string; language: string; shortcut: string; text: string }[];
}

// The wallboard, whole, at one moment.
export interface QueueLine {
  queue: string; brand: string; name: string; language: string; open: boolean;
  waiting: number; longest_wait_seconds: number | null;
  target: { share: number; seconds: number };
  answered: number; answered_in_target: number; abandoned: number; offered: number; // today
  counted: number;                             // what the level divides by: answered, or abandoned after the target
  service_level: number | null;                // today; null when nothing was offered
  service_level_low: number | null; service_level_high: number | null;  // 95 % Wilson interval
  status: 'ok' | 'at_risk' | 'broken' | 'idle'; // at_risk: would break if those waiting now are late
  eligible_available: number; eligible_free_slots: number;
  eligible_paused: number; eligible_paused_longest: string[]; // on pause who could answer it, longest first
}
export interface SiteLine { site: string; name: string; local_time: string; available: number; busy: number; paused: number; lost: number; offline: number; contacts: number; free_slots: number }
export interface AdviserLine { adviser: string; name: string; site: string; state: PresenceState; reason: string | null; since: string; contacts: number; capacity: number; offer: boolean }
export interface DispatchState {
  policy: string;
  since: string | null; chosen_by: string | null; // null while nobody chose it
  mode: number; mode_since: string | null;     // 0 in normal load, above in overload
}
export interface PolicyLine {
  policy: string; source: string; proven: string; heuristic: string; switches: boolean;
  needs: { what: 'service' | 'abandonment'; needed: number; seen: number }[]; choosable: boolean;
}
export interface DispatchPolicies extends DispatchState {
  may_choose: boolean; policies: PolicyLine[];
  choices: { policy: string; reason: string; by: string | null; at: string }[];
}
export interface Wallboard {
  at: string; cursor: string; day_started_at: string; dispatch: DispatchState;
  queues: QueueLine[]; sites: SiteLine[]; advisers: AdviserLine[]; contacts: ContactRow[]; // open contacts
  today: { opened: number; with_assistant: number; waiting: number; held: number; wrap_up: number;
           answered_unconfirmed: number; handed_over: number; abandoned: number; closed: number;
           longest_wait_seconds: number | null };
}
export interface Interval {
  start: string; offered: number; answered: number; answered_in_target: number; abandoned: number;
  counted: number;                             // what the level divides by
  service_level: number | null; mean_wait_seconds: number | null; mean_handling_seconds: number | null;
  opened: number; answered_unconfirmed: number; handed_over: number;
}
export interface History { rows: ContactRow[]; next: string | null; total: number; intervals: Interval[] }
export interface Problem { type: string; title: string; status: number; detail: string; code: string; field: string | null; retryable: boolean }
