// Small whole values for the tests of the editor's page.
import type { Coverage, Draft, DraftCheck, GapLine, May, Place } from './types.ts';

export const place = (over: Partial<Place> = {}): Place => ({
  field: 'body',
  index: null,
  start: 0,
  end: 1,
  kind: 'PHONE',
  ...over,
});

export const check = (over: Partial<DraftCheck> = {}): DraftCheck => ({
  name: 'personal',
  stops: true,
  field: 'body',
  message: 'In the words of the server.',
  remedy: 'Mend it.',
  places: [],
  values: {},
  contradictions: [],
  ...over,
});

const MAY: May = {
  save: true,
  propose: true,
  take_back: false,
  decide: false,
  discard: true,
  why_not_decide: 'own',
};

export const draft = (over: Partial<Draft> = {}): Draft => ({
  id: 'd1',
  brand: 'sahla',
  article: 'code-puk',
  language: 'fr',
  title: 'Code PUK',
  state: 'draft',
  revision: 1,
  author: 'editor:salma',
  author_name: 'Salma',
  authors: ['editor:salma'],
  based_on: null,
  gap: null,
  changed_at: '2026-03-02T09:00:00Z',
  proposed_at: null,
  proposed_by_name: null,
  decided_at: null,
  decided_by_name: null,
  reason: null,
  published_version: null,
  may: MAY,
  document: {
    title: 'Code PUK',
    body: 'Le code.',
    questions: ['Où ?'],
    owner: '',
    expires_on: null,
  },
  checks: [],
  comments: [],
  difference: { was: null, now: null, fields: [] },
  current_version: null,
  is_stale: false,
  origins: [],
  other_languages: [],
  ...over,
});

export const coverage = (over: Partial<Coverage> = {}): Coverage => ({
  language: 'fr',
  present: true,
  version: 2,
  title: 'Code PUK',
  status: 'served',
  behind: false,
  behind_source: null,
  served_version: 2,
  expires_on: null,
  uses: 0,
  draft: null,
  ...over,
});

export const gap = (over: Partial<GapLine> = {}): GapLine => ({
  id: 'g1',
  brand: 'sahla',
  title: 'Mon téléphone demande un code',
  language: 'fr',
  words: ['code'],
  languages: { fr: 2 },
  contacts: 2,
  heard: 0,
  questions: 2,
  first_at: '2026-03-01T09:00:00Z',
  last_at: '2026-03-02T09:00:00Z',
  trend: [0, 0, 0, 0, 0, 0, 1, 1],
  state: 'open',
  state_reason: null,
  reopened: false,
  article: null,
  drafts: [],
  reasons: { abstained: 1, asked_back: 0, handed_over: 1, rated_badly: 0, came_back: 0 },
  answered_now: null,
  revision: 1,
  ...over,
});
