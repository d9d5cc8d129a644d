// What a new noun begins with: defaults that let most people save after the name.
import { SPOKEN, zoneOf } from './places.ts';
import type { Document, Item, Kind, Labels, Levels } from './types.ts';

export const COLOURS = ['#0f5c7a', '#8a3b12', '#1d6b45', '#4a3a95', '#9c2b52', '#6b4500'] as const;
const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri'];

/** What the centre has so far, as far as defaults ask for it. */
export interface Known {
  live: (kind: Kind) => Item[];
  language: string;
  /** The reader's own time zone and country. */
  zone: string;
  country: string;
}

type Wish = Record<string, string>;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const documents = (known: Known, kind: Kind): Document[] =>
  known.live(kind).map((item) => item.document);
const first = (known: Known, kind: Kind): string => known.live(kind)[0]?.id ?? '';

/** A new document of `kind`; `wish` holds what the link that led here asked for. */
export function fresh(kind: Kind, known: Known, wish: Wish = {}): Document {
  const like = wish.again ? known.live(kind).find((item) => item.id === wish.again) : undefined;
  const begun = BEGINNINGS[kind](known, wish);
  return { id: '', ...begun, ...(like ? alike(begun, like.document) : {}) };
}

// Not taken over from the one before: what is each one's own, and what there is one of.
const OWN = new Set([
  'id',
  'name',
  'labels',
  'shortcut',
  'text',
  'days',
  'names',
  'assistant_names',
  'relaxed',
  'language',
  'entry',
  'requires',
  'colour',
]);

/** What the next one of many has in common with the one before. */
function alike(begun: Document, like: Document): Document {
  const shared = Object.keys(begun).filter((name) => !OWN.has(name) && name in like);
  return Object.fromEntries(shared.map((name) => [name, like[name] ?? null]));
}

const BEGINNINGS: Record<Kind, (known: Known, wish: Wish) => Document> = {
  skills: (_, wish) => ({ name: wish.name ?? '' }),
  sites: (known) => ({
    name: '',
    country: known.country,
    timezone: zoneOf(known.country) ?? known.zone,
    hours: [{ days: [...WEEK], start: '09:00', end: '18:00' }],
    calendars: calendarsOf(known, known.country),
  }),
  brands: (known) => ({
    name: '',
    languages: [known.language],
    timezone: text(documents(known, 'sites')[0]?.timezone) || known.zone,
    assistant_name: 'Nour',
    colour: COLOURS[known.live('brands').length % COLOURS.length] ?? COLOURS[0],
    holdout_share: 0.05,
    inactivity_warning_seconds: 300,
    inactivity_close_seconds: 120,
    names: {},
    assistant_names: {},
    advisers: [],
  }),
  queues: freshQueue,
  advisers: freshAdviser,
  supervisors: (known) => ({ name: '', site: first(known, 'sites') }),
  calendars: (known) => ({
    name: '',
    country: countryOf(known),
    days: [],
  }),
  wrap_up_codes: () => ({ labels: {} }),
  pause_reasons: () => ({ labels: {} }),
  canned_replies: (known, wish) => {
    const brand = documents(known, 'brands').find((each) => each.id === wish.brand);
    const chosen = brand ?? documents(known, 'brands')[0];
    return {
      brand: text(chosen?.id),
      language: languagesOf(chosen)[0] ?? known.language,
      shortcut: '',
      text: '',
    };
  },
  sampling: () => ({ purpose: 'listening', queue: null, share: 0.05 }),
  retention: () => ({}),
};

/** For the first language of a brand that no queue lets in; it requires language and brand. */
function freshQueue(known: Known, wish: Wish): Document {
  const entries = new Set(
    documents(known, 'queues')
      .filter((queue) => queue.entry)
      .map((queue) => `${text(queue.brand)} ${text(queue.language)}`),
  );
  const wanted = documents(known, 'brands')
    .filter((brand) => !wish.brand || brand.id === wish.brand)
    .flatMap((brand) => languagesOf(brand).map((language) => ({ brand, language })));
  const open = wanted.filter(
    ({ brand, language }) => !entries.has(`${text(brand.id)} ${language}`),
  );
  const asked = open.find((each) => each.language === wish.language) ?? open[0] ?? wanted[0];
  return {
    brand: text(asked?.brand.id),
    language: asked?.language ?? known.language,
    name: '',
    entry: open.length > 0,
    requires: required(known, text(asked?.brand.id), asked?.language ?? known.language),
    target: { share: 0.8, seconds: 20 },
    wrap_up_seconds: 60,
    timezone: text(asked?.brand.timezone) || known.zone,
    hours: [],
    calendars: [],
    same_adviser_seconds: 0,
    priority: 0,
    reserved: 0,
    relaxed: [],
    later_targets: [],
  };
}

/** The language at level 3 and, where there is such a skill, the brand at level 2. */
function required(known: Known, brand: string, language: string): Levels {
  const skills = new Set(known.live('skills').map((skill) => skill.id));
  return {
    ...(skills.has(language) ? { [language]: 3 } : {}),
    ...(skills.has(brand) ? { [brand]: 2 } : {}),
  };
}

/** With what the queue that is asked for needs, so that somebody serves it. */
function freshAdviser(known: Known, wish: Wish): Document {
  const queue = documents(known, 'queues').find((each) => each.id === wish.queue);
  return {
    name: '',
    site: first(known, 'sites'),
    skills: { ...((queue?.requires ?? {}) as Levels) },
    capacity: { chat: 2 },
  };
}

/** The reader's country where there is a site of it, else that of the first site. */
function countryOf(known: Known): string {
  const there = documents(known, 'sites').map((site) => text(site.country));
  return there.includes(known.country) ? known.country : (there[0] ?? known.country);
}

function calendarsOf(known: Known, country: string): string[] {
  return documents(known, 'calendars')
    .filter((each) => each.country === country)
    .map((each) => text(each.id));
}

export function languagesOf(brand: Document | undefined): string[] {
  return Array.isArray(brand?.languages) ? (brand.languages as string[]) : [];
}

/** The languages that are not skills yet, each as it calls itself. */
export function missingLanguages(known: Known): Labels {
  const there = new Set(known.live('skills').map((skill) => skill.id));
  return Object.fromEntries(
    SPOKEN.filter((language) => !there.has(language)).map((language) => [
      language,
      endonym(language),
    ]),
  );
}

/** A language as its speakers write it. */
export function endonym(language: string): string {
  if (language === 'ary') return 'الدارجة';
  const name = new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}
