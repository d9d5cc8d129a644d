// What the server sends the editor: articles, drafts with their checks, gaps. Times are ISO 8601.

import type { Decided } from '../assistant/types.ts';
import type { Message } from '../lib/types.ts';

export type Status = 'served' | 'waiting' | 'changed' | 'expired' | 'contradicting' | 'withdrawn';

/** An article in one language of its brand; absent where nobody wrote it. */
export interface Coverage {
  language: string;
  present: boolean;
  version: number | null;
  title: string | null;
  status: Status | 'missing';
  behind: boolean;
  behind_source: string | null; // the language it has not followed
  served_version: number | null;
  expires_on: string | null;
  uses: number; // answers in 30 days
  draft: string | null;
}
export interface ArticleLine {
  brand: string;
  id: string;
  title: string;
  owner: string;
  expires_on: string | null; // the earliest of its languages
  expires_in_days: number | null;
  uses: number;
  languages: Coverage[];
  drafts: number;
}
export type Counts = Record<Status, number>;
/** A page of articles, by brand and id, and what they are narrowed by. */
export interface Articles {
  rows: ArticleLine[];
  next: string | null;
  total: number;
  brands: { id: string; name: string; languages: string[] }[];
  owners: string[];
  counts: Counts;
  waiting: number; // approved, not in the assistant's version yet
}
export interface Contradiction {
  article: string;
  language: string;
  title: string;
  sentence: string;
  own_sentence: string;
}
export interface VersionLine {
  version: number;
  published_at: string;
  published_by_name: string;
  current: boolean;
  draft: string | null;
  title: string;
}
export interface ArticleText extends Coverage {
  body: string;
  questions: string[];
  owner: string;
  published_at: string;
  published_by_name: string;
  withdrawn_at: string | null;
  withdrawn_by_name: string | null;
  contradictions: Contradiction[];
  versions: VersionLine[];
}
export type CaseKind = 'case' | 'example' | 'gap' | 'script';
export interface Article {
  brand: string;
  id: string;
  source_language: string;
  languages: ArticleText[];
  missing: string[];
  cases: { text: string; language: string; kind: CaseKind; id: string }[];
  cases_count: Record<CaseKind, number>;
  drafts: DraftLine[];
  gaps: { id: string; title: string; state: GapState }[];
}

export interface Piece {
  kind: 'same' | 'added' | 'removed';
  text: string;
}
export interface Difference {
  was: number | null;
  now: number | null;
  fields: { field: FieldName; changed: boolean; pieces: Piece[] }[];
}

export type FieldName = 'title' | 'body' | 'questions' | 'owner' | 'expires_on';
export interface Document {
  title: string;
  body: string;
  questions: string[];
  owner: string;
  expires_on: string | null; // YYYY-MM-DD
}
export type DraftState = 'draft' | 'proposed' | 'published' | 'rejected' | 'discarded';
export interface May {
  save: boolean;
  propose: boolean;
  take_back: boolean;
  decide: boolean;
  discard: boolean;
  why_not_decide: '' | 'own' | 'not_proposed' | 'role';
}
export interface DraftLine {
  id: string;
  brand: string;
  article: string;
  language: string;
  title: string;
  state: DraftState;
  revision: number;
  author: string;
  author_name: string;
  authors: string[];
  based_on: number | null;
  gap: string | null;
  changed_at: string;
  proposed_at: string | null;
  proposed_by_name: string | null;
  decided_at: string | null;
  decided_by_name: string | null;
  reason: string | null;
  published_version: number | null;
  may: May;
}
/** Part of a text, in characters as the server counts them (code points). */
export interface Place {
  field: FieldName;
  index: number | null; // which question
  start: number;
  end: number;
  kind: string;
}
export interface DraftCheck {
  name: string;
  stops: boolean; // it cannot be proposed so
  field: FieldName | '';
  message: string;
  remedy: string;
  places: Place[];
  values: { size?: number; most?: number; languages?: string[] };
  contradictions: Contradiction[];
}
export interface Comment {
  id: string;
  by: string;
  by_name: string;
  at: string;
  text: string;
}
export interface Draft extends DraftLine {
  document: Document;
  checks: DraftCheck[];
  comments: Comment[];
  difference: Difference;
  current_version: number | null;
  is_stale: boolean;
  origins: { contact: string; message: string; sentence: string }[];
  other_languages: {
    language: string;
    version: number;
    title: string;
    body: string;
    questions: string[];
  }[];
}

export type GapState = 'open' | 'drafted' | 'closed' | 'dismissed';
export type GapReason = 'abstained' | 'asked_back' | 'handed_over' | 'rated_badly' | 'came_back';
export interface GapLine {
  id: string;
  brand: string;
  title: string; // its most central question
  language: string;
  words: string[];
  languages: Record<string, number>;
  contacts: number;
  heard: number; // of these, contacts that only listening counted
  questions: number;
  first_at: string;
  last_at: string;
  trend: number[]; // contacts a week, the last eight, oldest first
  state: GapState;
  state_reason: string | null;
  reopened: boolean;
  article: string | null;
  drafts: string[];
  reasons: Record<GapReason, number>;
  answered_now: number | null; // of its questions; null: not tried
  revision: number;
}
/** One customer's question that the approved articles did not answer well. */
export interface GapItem {
  id: string;
  contact: string;
  message: string;
  language: string;
  question: string;
  at: string;
  reason: GapReason;
  answer: {
    message: string;
    number: number;
    adviser: string;
    adviser_name: string;
    text: string;
  } | null;
  readings: { intent: string; score: number }[];
  why: string;
  answered_now: boolean | null;
}
/** A question with the conversation it was asked in, redacted, and the assistant's decisions. */
export interface ItemDetail extends GapItem {
  messages: Pick<Message, 'id' | 'number' | 'author' | 'author_name' | 'kind' | 'text' | 'at'>[];
  decisions: Decided[];
}
export interface Gap extends GapLine {
  items: GapItem[];
  examples: number;
  near: { id: string; title: string; likeness: number }[];
  said: { item: string; text: string; language: string }[]; // redacted words of recorded contacts
}
export interface Gaps {
  gaps: GapLine[];
  counts: Record<GapState, number>;
  fresh_at: string | null; // when the questions were last grouped
  learns: boolean; // whether the register lets contacts be read for it
  pending?: number; // contacts not read yet
}
