// What the server sends of recorded contacts. Times within a recording are seconds from its beginning.

export type Speaker = 'adviser' | 'customer' | 'assistant' | 'unknown';
export const CAUSES = ['human', 'technology', 'process', 'none', 'unknown'] as const;
export type Cause = (typeof CAUSES)[number];

export interface Intake {
  id: string;
  source: string;
  started_at: string;
  ended_at: string | null;
  by: string;
  /** `lost`: said to be running, but nobody does it. */
  state: 'running' | 'stopped' | 'done' | 'lost';
  found: number;
  done: number;
  quarantined: number;
  /** Files that its manifest does not name. */
  unnamed: number;
  /** Until all is done at the pace so far; null when that cannot be told. */
  seconds_left: number | null;
  /** Why it ended before its end, in the words of whoever did it. */
  problem: string | null;
}
/** What an intake of the centre's own closed contacts would take in, and what not. */
export interface OwnContacts {
  in_force: boolean;
  /** 0: only when asked. */
  every_minutes: number;
  taken: number;
  /** Taken in before; their outcome is known by now. */
  settled: number;
  left_out: { reason: string; contacts: number }[];
}
export interface Quarantine {
  id: string;
  file: string;
  stage: string;
  reason: string;
  message: string;
  at: string;
}
/** What may be listened to at all, and how much is taken at once. */
export interface IntakeRules {
  in_force: boolean;
  scoring: boolean;
  server_paths: boolean;
  max_file: number;
  max_part: number;
  max_files: number;
  suffixes: string[];
}

export interface ContactRow {
  id: string;
  intake: string;
  contact: string;
  /** What it came as, where it has no number. */
  file: string;
  adviser: string;
  site: string;
  queue: string;
  brand: string;
  intent: string;
  language: string;
  started_at: string | null;
  seconds: number | null;
  kind: 'audio' | 'text';
  failed: boolean | null;
  state: 'waiting' | 'done' | 'quarantined';
  /** Share of points in [0, 1]; null: not scored. */
  score: number | null;
  knocked_out: boolean | null;
  findings: number;
  finding_kinds: string[];
  /** One of the causes, or several joined by `+`; null: nothing was looked for. */
  verdict: string | null;
}
/** What the lists can be narrowed to. */
export interface Choices {
  sites: string[];
  queues: string[];
  intents: string[];
  intent_titles: Record<string, Record<string, string>>;
  languages: string[];
  verdicts: string[];
  kinds: string[];
}

export interface QuoteAt {
  turn: number;
  start: number;
  end: number;
  text: string;
  at?: [number, number];
}
export interface Turn {
  speaker: Speaker;
  start: number;
  end: number;
  text: string;
  confidence: number | null;
  /** Empty where nobody knows when each was said. */
  words: TimedWord[];
}
/** The letters of its turn from `first` to the one before `behind`. */
export interface TimedWord {
  start: number;
  end: number;
  first: number;
  behind: number;
}
export interface Finding {
  kind: string;
  at: [number, number];
  quotes: QuoteAt[];
  fields: Record<string, unknown>;
  source: string;
}
export type AnswerWord = 'yes' | 'no' | 'not_applicable' | 'unknown';
export interface Answer {
  question: string;
  answer: AnswerWord;
  by: 'rule' | 'classifier' | 'model' | 'person';
  points: number;
  quotes: QuoteAt[];
  confidence: number;
  because: string;
  /** Without it the answer is shown and adds to no score. */
  counts?: boolean;
}
export type Texts = Partial<Record<'fr' | 'ar' | 'en', string>>;
export interface Question {
  id: string;
  texts: Texts;
  weight: number;
  knock_out: boolean;
}
export interface Scorecard {
  scorecard: string;
  version: string | number;
  score: number | null;
  points: number;
  of: number;
  asked: number;
  knocked_out: boolean;
  knock_outs: string[];
  questions: Question[];
  answers: Answer[];
}
export interface Measures {
  talk: Partial<Record<Speaker, number | null>> | null;
  overlap_s: number | null;
  dead_air: [number, number][];
  longest_silence_s: number | null;
  holds: [number, number][];
  transfers: number[];
  pace_wpm: Partial<Record<Speaker, number | null>>;
  turns: Partial<Record<Speaker, number | null>>;
  first_response_s: number | null;
  response_s?: { median: number | null; longest: number | null } | null;
  seconds: number | null;
  spoken: boolean;
}
export interface Verdict {
  verdict: string;
  p_human: number;
  p_technology: number;
  p_process: number;
  p_none: number;
  /** Why it is so; what would change it stands in it. */
  evidence: Said;
  diagnosis: string;
  made_at: string;
}
/** A sentence as it is, or in the languages it was written in. */
export type Said = string | Texts;

export interface Detail {
  row: ContactRow;
  stage: string;
  reason: string;
  message: string;
  further: Record<string, string>;
  roles: Speaker[];
  warnings: string[];
  fake_stereo: boolean;
  /** The stages that are done. */
  stages: string[];
  transcript: { language: string; source: string; turns: Turn[] } | null;
  redactions: { spans: Redaction[]; audio: [number, number][] };
  measures: Measures | null;
  scorecard: Scorecard | null;
  findings: Finding[];
  /** What the customer said of the service, where that is pointed out. */
  signals: (QuoteAt & { kind: 'dissatisfied' | 'leaving' })[];
  verdict: Verdict | null;
  audio: boolean;
  peaks: boolean;
}
/** What it takes to hear and read a contact. */
export type Heard = Pick<Detail, 'row' | 'roles' | 'transcript' | 'redactions' | 'audio'> &
  Partial<Pick<Detail, 'findings' | 'peaks'>>;
/** One of the adviser's own contacts, and what they contested of it. */
export interface OwnContact extends Heard {
  measures: Measures | null;
  scorecard: Scorecard | null;
  contests: Contest[];
}
export interface OwnList {
  scoring: boolean;
  /** The day from which advisers were told. */
  notice: string | null;
  rows: ContactRow[];
}
/** An adviser does not agree with `machine`; `answer` is what a person said since. */
export interface Contest {
  id: string;
  item: string;
  contact: string;
  question: string;
  texts: Texts;
  scorecard: string;
  version: number;
  words: string;
  machine: Answer;
  answer: AnswerWord | null;
  reason: string;
  contested_at: string;
  decided_at: string | null;
}
export interface Redaction {
  turn: number;
  start: number;
  end: number;
  kind: string;
}
/** The loudest of each stretch, per channel, in [0, 1]. */
export interface Peaks {
  seconds: number;
  channels: number[][];
}

export interface Asked {
  item: string;
  question: Question;
  waiting: number;
  answered: number;
}
export interface Review {
  asked: Asked | null;
  waiting: number;
  answered: number;
}
export interface Answered {
  item: string;
  question: string;
  answer: AnswerWord;
  machine: Answer | null;
}
export interface Agreement {
  question: string;
  texts: Texts;
  n: number;
  kappa: number | null;
  low: number | null;
  high: number | null;
  people_n: number;
  people_kappa: number | null;
  people_low: number | null;
  people_high: number | null;
  share_yes: number | null;
  few: boolean;
  models: ModelAgreement[];
}
export interface ModelAgreement {
  model: string;
  n: number;
  few: boolean;
  kappa: number | null;
  low: number | null;
  high: number | null;
  counts: boolean;
}

/** Redacted words, and the recorded contact they were said in. */
export interface Example {
  item: string;
  text: string;
  language: string;
}
export interface ContactReason {
  /** Nothing for the contacts that no reason takes. */
  id: string;
  names: Record<string, string>;
  /** Listed beforehand, or found in what the list leaves over. */
  origin: 'seeded' | 'found' | null;
  contacts: number;
  share: number;
  judged: number;
  not_answered: number;
  low: number | null;
  high: number | null;
  /** Of contacts whose week was seen whole, those followed by one of the same customer. */
  repeats: { share: number | null; low: number | null; high: number | null } | null;
  examples: Example[];
}
/** So many times as many contacts a day, of a reason or of all (`*`). */
export interface ReasonChange {
  what: string;
  since: string;
  until: string | null;
  factor: number;
  low: number;
  high: number;
  q: number;
}
export interface UncoveredReason {
  reason: string;
  names: Record<string, string>;
  brand: string;
  contacts: number;
  examples: Example[];
}
export interface ReasonsView {
  insight: {
    made_at: string;
    version: number;
    contacts: number;
    since: string | null;
    until: string | null;
    reasons: ContactReason[];
    changes: ReasonChange[];
    gaps: UncoveredReason[];
  } | null;
  running: boolean;
  problem: string | null;
}
