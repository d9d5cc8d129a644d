// The centre's nouns, fields and values in the reader's language.
import type { Pick } from '../components/Picker.svelte';
import { date, number, percent } from '../lib/format.ts';
import { i18n, t } from '../lib/i18n.svelte.ts';
import { book } from './book.svelte.ts';
import type { Trouble } from './check.ts';
import { openingWords } from './clock.ts';
import { endonym } from './fresh.ts';
import { cityOf, countries, countryName, zones } from './places.ts';
import { SPECS, type FieldSpec, type FieldType } from './specs.ts';
import type {
  Document,
  Holiday,
  Item,
  Kind,
  Labels,
  LaterTarget,
  Lack,
  Levels,
  Opening,
  Plain,
  Relaxation,
  Target,
} from './types.ts';

/** Several words in a row, with the reader's comma. */
const listed = (words: string[]): string => words.join(i18n.language === 'ar' ? '، ' : ', ');
/** A name set apart from the script around it. */
const apart = (name: string): string => `\u2068${name}\u2069`;

/** What a reader calls `item`: its name, or its label in their language. */
export function titleOf(kind: Kind, document: Document): string {
  const labels = document.labels as Labels | undefined;
  if (labels)
    return labels[i18n.language] || Object.values(labels).find(Boolean) || String(document.id);
  if (kind === 'canned_replies') return String(document.shortcut || document.id);
  if (kind === 'sampling') return t(`admin.purpose.${String(document.purpose)}`);
  if (kind === 'retention') return t('admin.kind.retention');
  return String(document.name || document.id || '');
}

export const nameOf = (kind: Kind, id: string): string => {
  const item = book.item(kind, id);
  return item ? titleOf(kind, item.document) : id;
};

/** The second line of an item in its list. */
export function detailOf({ kind, document }: Item): string {
  return DETAILS[kind]?.(document) ?? apart(String(document.id));
}

const join = (...parts: (string | undefined | false)[]): string =>
  parts.filter(Boolean).join(' · ');
const DETAILS: Partial<Record<Kind, (document: Document) => string>> = {
  sites: ({ country, timezone }) =>
    join(countryName(String(country), i18n.locale), apart(String(timezone))),
  brands: ({ languages }) => listed((languages as string[]).map(languageName)),
  queues: ({ brand, requires, entry }) =>
    join(
      apart(nameOf('brands', String(brand))),
      levelsWords(requires as Levels),
      entry === true && t('admin.entry_short'),
    ),
  advisers: ({ site, skills }) =>
    join(apart(nameOf('sites', String(site))), levelsWords(skills as Levels)),
  supervisors: ({ site }) => apart(nameOf('sites', String(site))),
  calendars: ({ days }) => t('admin.days_count', { count: (days as Plain[]).length }),
  canned_replies: ({ brand, language }) =>
    join(apart(nameOf('brands', String(brand))), languageName(String(language))),
  sampling: ({ queue, share }) =>
    join(
      queue ? apart(nameOf('queues', String(queue))) : t('admin.every_queue'),
      percent(Number(share), i18n.locale, 1),
    ),
};

/** A language as the reader calls it. */
export function languageName(language: string): string {
  if (language === 'ary') return endonym('ary');
  const name = new Intl.DisplayNames(i18n.locale, { type: 'language' }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(i18n.locale) + name.slice(1);
}

export function levelsWords(levels: Levels): string {
  return listed(
    Object.entries(levels).map(([skill, level]) => `${apart(nameOf('skills', skill))} ${level}`),
  );
}

/** A field's label; `requires.fr` and `hours[0].start` are told by their head and the rest. */
export function fieldWords(field: string): string {
  const [, head = field, rest = ''] = /^([a-z_]+)(.*)$/.exec(field) ?? [];
  const inner = rest.replace(/^\./, '');
  return t(`admin.field.${head}`) + (inner ? ` (\u2068${inner}\u2069)` : '');
}

/** `value` of `field` as a line of text; a dash for nothing. */
export function valueWords(kind: Kind, field: string, value: Plain): string {
  if (value === null || value === '' || (Array.isArray(value) && !value.length)) return '–';
  const spec = SPECS[kind].fields.find((each) => each.name === field);
  const words = spec && WORDS[spec.type]?.(value, spec.of);
  return words ?? plainWords(value);
}

function plainWords(value: Plain): string {
  if (typeof value === 'boolean') return t(value ? 'admin.yes' : 'admin.no');
  if (typeof value === 'number') return number(value, i18n.locale, 3);
  if (value !== null && typeof value === 'object')
    return (
      Object.entries(value)
        .map(([key, part]) => `${key}: ${plainWords(part as Plain)}`)
        .join(', ') || '–'
    );
  return String(value ?? '–');
}

const targetWords = ({ share, seconds }: Target): string =>
  t('admin.target_words', { share: percent(share, i18n.locale, 1), seconds });

const WORDS: Partial<Record<FieldType, (value: Plain, of?: Kind) => string>> = {
  ref: (value, of) => nameOf(of ?? 'sites', String(value)),
  calendars: (value) => listed((value as string[]).map((id) => apart(nameOf('calendars', id)))),
  languages: (value) => listed((value as string[]).map(languageName)),
  language: (value) => languageName(String(value)),
  labels: (value) =>
    Object.entries(value as Labels)
      .map(([language, text]) => `${language}: \u2068${text}\u2069`)
      .join(' · '),
  share: (value) => percent(Number(value), i18n.locale, 1),
  country: (value) => countryName(String(value), i18n.locale),
  hours: (value) =>
    (value as unknown as Opening[]).map((each) => openingWords(each, i18n.locale)).join(' · '),
  levels: (value) => levelsWords(value as Levels) || '–',
  capacity: (value) =>
    Object.entries(value as Levels)
      .map(([channel, places]) => `${t(`admin.channel.${channel}`)} ${places}`)
      .join(', ') || '–',
  target: (value) => targetWords(value as unknown as Target),
  later_targets: (value) =>
    (value as unknown as LaterTarget[])
      .map((one) => `${date(one.since, i18n.locale, 'UTC')}: ${targetWords(one)}`)
      .join(' · '),
  relaxed: (value) =>
    (value as unknown as Relaxation[])
      .map(({ after_seconds: seconds, requires }) =>
        t('admin.relaxed_words', {
          seconds,
          skills: levelsWords(requires) || t('admin.relaxed_anybody'),
        }),
      )
      .join(' · '),
  advisers: (value) => listed((value as string[]).map((id) => apart(nameOf('advisers', id)))),
  days: (value) =>
    (value as unknown as Holiday[])
      .map((day) => `${date(day.date, i18n.locale, 'UTC')} \u2068${day.name}\u2069`)
      .join(' · '),
  purpose: (value) => t(`admin.purpose.${String(value)}`),
};

/** What is wrong with a field, said to the reader. */
export const troubleWords = (trouble: Trouble): string =>
  'text' in trouble ? trouble.text : t(`admin.trouble.${trouble.key}`, trouble.values);

/** What is missing, with names instead of ids. */
export function lackWords(lack: Lack): string {
  return t(`admin.lack.${lack.code}${lack.by_list_of ? '_by_list' : ''}`, {
    kind: t(`admin.kind.${lack.kind}`),
    name: lack.id ? apart(nameOf(lack.kind, lack.id)) : '',
    language: lack.language ? languageName(lack.language) : '',
    count: lack.count ?? 0,
    skills: levelsWords(lack.requires ?? {}),
  });
}

/** Who made a change: `administrator:sara` by id, the role in words. */
export function byWords(by: string): string {
  const [role = '', id = ''] = by.split(':');
  return id && id !== 'console'
    ? `\u2068${id}\u2069`
    : t(role === 'administrator' ? 'admin.by_console' : 'admin.by_system');
}

/** What a field of a long list is chosen from. */
export function choices({ type, of }: FieldSpec): Pick[] {
  if (type === 'country')
    return countries(i18n.locale).map(({ id, name }) => ({ id, label: name, detail: id }));
  if (type === 'zone') return zones().map((id) => ({ id, label: cityOf(id), detail: id }));
  if (type !== 'ref' || !of) return [];
  return book.live(of).map(({ id }) => ({ id, label: nameOf(of, id), detail: id }));
}
