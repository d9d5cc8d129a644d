// A contact's events in words. Events carry ids; names come from the configured centre.
import { centre } from '../lib/centre.svelte.ts';
import { t } from '../lib/i18n.svelte.ts';
import type { TimelineEntry } from './types.ts';

const KNOWN = new Set([
  'contact_opened',
  'language_changed',
  'answer_given',
  'answer_withheld',
  'person_requested',
  'brief_written',
  'flow_started',
  'flow_paused',
  'flow_ended',
  'approval_asked',
  'approval_decided',
  'contact_queued',
  'closed_hours_told',
  'offer_made',
  'offer_ended',
  'hand_started',
  'hand_ended',
  'customer_came_back',
  'contact_watched',
  'inactivity_warned',
  'wrap_up_started',
  'contact_wrapped_up',
  'contact_closed',
  'rating_given',
]);

/** Messages are read in the conversation; the timeline tells the rest. */
export function told(entries: TimelineEntry[]): TimelineEntry[] {
  return entries.filter((entry) => KNOWN.has(entry.type));
}

export function words(entry: TimelineEntry): string {
  return t(`desk.event.${entry.type}`, values(entry.data));
}

const text = (value: unknown): string =>
  value === null || value === undefined ? '' : String(value);

/** Every value an event's text may need, ids turned into names. */
function values(data: Record<string, unknown>) {
  return {
    queue: centre.name('queues', text(data.queue)),
    adviser: centre.name('advisers', text(data.adviser)),
    supervisor: centre.name('supervisors', text(data.supervisor)),
    who: person(text(data.party), text(data.party_id)),
    language: spoken(text(data.language)),
    outcome: worded('desk.offer_outcome', data.outcome),
    reason: worded('desk.reason', data.reason),
    code: centre.label('wrap_up_codes', text(data.code)),
    rating: text(data.rating),
    solved: text(data.solved),
    revision: text(data.revision),
    leads: text(data.leads),
    flow: text(data.flow),
    ended: worded('desk.flow_outcome', data.outcome),
    name: text(data.name),
    approved: text(data.approved),
  };
}

/** The words for `value` in a catalogue's group; the value itself when it has none. */
function worded(group: string, value: unknown): string {
  const key = `${group}.${text(value)}`;
  const found = t(key);
  return found === key ? text(value).replaceAll('_', ' ') : found;
}

/** Who acted, by name where the centre knows one. */
export function person(party: string, id: string): string {
  if (party === 'adviser') return centre.name('advisers', id);
  if (party === 'supervisor') return centre.name('supervisors', id);
  return party ? t(`common.party.${party}`) : '';
}

export function spoken(language: string): string {
  return worded('common.speaks', language);
}
