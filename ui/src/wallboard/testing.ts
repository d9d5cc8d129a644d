// Small whole values for the tests of the wallboard and the history.

import type {
  AdviserLine,
  CentreView,
  ContactRow,
  Message,
  QueueLine,
  SiteLine,
} from '../lib/types.ts';

export function queueLine(over: Partial<QueueLine> = {}): QueueLine {
  return {
    queue: 'sahla-fr',
    brand: 'sahla',
    name: 'Sahla français',
    language: 'fr',
    open: true,
    waiting: 0,
    longest_wait_seconds: null,
    target: { share: 0.8, seconds: 20 },
    answered: 9,
    answered_in_target: 8,
    abandoned: 1,
    offered: 10,
    counted: 10,
    service_level: 0.8,
    service_level_low: 0.49,
    service_level_high: 0.94,
    status: 'ok',
    eligible_available: 2,
    eligible_free_slots: 2,
    eligible_paused: 0,
    eligible_paused_longest: [],
    ...over,
  };
}

export function adviserLine(over: Partial<AdviserLine> = {}): AdviserLine {
  return {
    adviser: 'amal',
    name: 'Amal Idrissi',
    site: 'casablanca',
    state: 'available',
    reason: null,
    since: '2026-03-02T11:00:00Z',
    contacts: 0,
    capacity: 2,
    offer: false,
    ...over,
  };
}

export function contactRow(over: Partial<ContactRow> = {}): ContactRow {
  return {
    id: 'c1',
    brand: 'sahla',
    channel: 'chat',
    language: 'fr',
    arm: 'assistant',
    state: 'waiting',
    queue: 'sahla-fr',
    site: null,
    customer_name: null,
    lead: null,
    joined: [],
    opened_at: '2026-03-02T11:55:00Z',
    waiting_since: '2026-03-02T11:58:00Z',
    answered_at: null,
    closed_at: null,
    close_reason: null,
    wait_seconds: 120,
    outcome: 'open',
    wrap_up_code: null,
    wrap_up_due_at: null,
    rating: null,
    solved: null,
    last_message: null,
    unanswered: true,
    approvals: 0,
    ...over,
  };
}

const target = { share: 0.8, seconds: 20 };

export const centre: CentreView = {
  brands: [
    {
      id: 'sahla',
      name: 'Sahla',
      languages: ['fr', 'ar'],
      timezone: 'Africa/Casablanca',
      colour: '#0f5c7a',
      assistant_name: 'Nour',
    },
    {
      id: 'waha',
      name: 'Waha',
      languages: ['fr'],
      timezone: 'Africa/Tunis',
      colour: '#7a4b0f',
      assistant_name: 'Lina',
    },
  ],
  sites: [
    { id: 'casablanca', name: 'Casablanca', country: 'MA', timezone: 'Africa/Casablanca' },
    { id: 'tunis', name: 'Tunis', country: 'TN', timezone: 'Africa/Tunis' },
  ],
  queues: [
    {
      id: 'sahla-fr',
      brand: 'sahla',
      name: 'Sahla français',
      language: 'fr',
      entry: true,
      requires: { fr: 3, billing: 2 },
      target,
      wrap_up_seconds: 60,
    },
    {
      id: 'waha-fr',
      brand: 'waha',
      name: 'Waha français',
      language: 'fr',
      entry: true,
      requires: { fr: 3 },
      target,
      wrap_up_seconds: 60,
    },
  ],
  advisers: [
    {
      id: 'amal',
      name: 'Amal Idrissi',
      site: 'casablanca',
      skills: { fr: 4, billing: 2 },
      capacity: { chat: 2 },
    },
    {
      id: 'bilal',
      name: 'Bilal Trabelsi',
      site: 'tunis',
      skills: { fr: 3, billing: 5 },
      capacity: { chat: 2 },
    },
    {
      id: 'chiara',
      name: 'Chiara Lopes',
      site: 'tunis',
      skills: { fr: 5, billing: 1 },
      capacity: { chat: 2 },
    },
    {
      id: 'driss',
      name: 'Driss Amrani',
      site: 'casablanca',
      skills: { fr: 5, billing: 5 },
      capacity: { chat: 2 },
    },
  ],
  supervisors: [{ id: 'samira', name: 'Samira Benali', site: 'tunis' }],
  wrap_up_codes: [],
  pause_reasons: [],
  canned_replies: [],
};

export function siteLine(over: Partial<SiteLine> = {}): SiteLine {
  return {
    site: 'casablanca',
    name: 'Casablanca',
    local_time: '12:00',
    available: 1,
    busy: 1,
    paused: 0,
    lost: 0,
    offline: 3,
    contacts: 3,
    free_slots: 1,
    ...over,
  };
}

export function message(over: Partial<Message> = {}): Message {
  return {
    id: 'm1',
    contact: 'c1',
    number: 1,
    at: '2026-03-02T11:59:30Z',
    author: 'customer',
    author_id: 'u1',
    author_name: '',
    kind: 'text',
    text: 'Bonjour',
    client_id: 'k1',
    sources: [],
    choices: [],
    attachments: [],
    ...over,
  };
}
