// What can be chosen from a scenario, what its what-ifs say in words, and how new ones begin.
import { policyName } from '../lib/policies.ts';
import { KINDS, type Alternative, type Kind, type Missing, type Scenario } from './types.ts';

type Say = (key: string, values?: Record<string, string | number>) => string;

const sorted = (ids: Iterable<string>): string[] => [...new Set(ids)].sort();

export const sitesOf = (scenario: Scenario): string[] =>
  sorted(scenario.pool.map(({ site }) => site));
export const poolsOf = (scenario: Scenario): string[] => scenario.pool.map(({ id }) => id);
export const skillsOf = (scenario: Scenario): string[] =>
  sorted(scenario.queue.flatMap(({ requires }) => Object.keys(requires)));
export const intentsOf = (scenario: Scenario): string[] =>
  sorted(scenario.queue.flatMap(({ intents }) => Object.keys(intents ?? {})));

/** Full hours and halves between which a site may be dark. */
export function clocksOf(scenario: Scenario): string[] {
  const { start = '08:00', hours = 12, minutes = 30 } = scenario;
  const [hour = 0, minute = 0] = start.split(':').map(Number);
  const step = Math.max(5, minutes);
  const count = Math.min(200, Math.round((hours * 60) / step));
  return Array.from({ length: count + 1 }, (_, place) =>
    clock(hour * 60 + minute + place * step),
  ).filter((one): one is string => one !== null);
}

function clock(minutes: number): string | null {
  if (minutes > 24 * 60) return null;
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Kinds of what-ifs that this scenario has something to choose for. */
export function kindsFor(scenario: Scenario, policies: string[]): Kind[] {
  const has: Record<Kind, boolean> = {
    outage: sitesOf(scenario).length > 0,
    close: sitesOf(scenario).length > 1,
    assistant: intentsOf(scenario).length > 0,
    teach: skillsOf(scenario).length > 0 && scenario.pool.length > 0,
    contacts_factor: true,
    policy: policies.length > 0,
  };
  return KINDS.filter((kind) => has[kind]);
}

export const kindsOf = (one: Alternative): Kind[] =>
  KINDS.filter((kind) => one[kind] !== undefined && one[kind] !== null);

/** A what-if of `kind` to begin with. */
export function blank(kind: Kind, scenario: Scenario, policies: string[]): Alternative {
  const site = sitesOf(scenario)[0] ?? '';
  const clocks = clocksOf(scenario);
  const middle = Math.floor(clocks.length / 2);
  const parts: Record<Kind, Partial<Alternative>> = {
    outage: {
      outage: {
        site,
        from: clocks[middle] ?? '12:00',
        to: clocks[Math.min(middle + 2, clocks.length - 1)] ?? '13:00',
        contacts: 'return',
      },
    },
    close: { close: { site } },
    assistant: { assistant: { intent: intentsOf(scenario)[0] ?? '', share: 0.25, rest: 1.08 } },
    teach: {
      teach: {
        skill: skillsOf(scenario)[0] ?? '',
        advisers: 5,
        pool: poolsOf(scenario)[0] ?? '',
        level: 3,
      },
    },
    contacts_factor: { contacts_factor: 1.1 },
    policy: { policy: policies.find((one) => one !== scenario.policy) ?? policies[0] ?? '' },
  };
  return { name: '', ...parts[kind] };
}

/** `base`, or with a number behind it where `taken` has it already. */
export function unique(base: string, taken: string[]): string {
  const wanted = base === 'baseline' ? `${base} 1` : base;
  if (!taken.includes(wanted)) return wanted;
  let place = 2;
  while (taken.includes(`${wanted} (${place})`)) place += 1;
  return `${wanted} (${place})`;
}

/** What a what-if changes, in the reader's words. */
export function describe(one: Alternative, t: Say, locale: string): string {
  const percent = (share: number) =>
    new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(share);
  const said: Record<Kind, () => string> = {
    outage: () =>
      t('planning.say.outage', {
        site: named(one.outage!.site),
        from: one.outage!.from,
        to: one.outage!.to,
      }),
    close: () => t('planning.say.close', { site: named(one.close!.site) }),
    assistant: () => {
      const { intent, share, rest = 1 } = one.assistant!;
      const key = rest > 1 ? 'longer' : rest < 1 ? 'shorter' : 'same';
      return t(`planning.say.assistant_${key}`, {
        intent: named(intent),
        share: percent(share),
        rest: percent(Math.abs(rest - 1)),
      });
    },
    teach: () =>
      t('planning.say.teach', {
        advisers: one.teach!.advisers,
        skill: skill(one.teach!.skill, locale),
      }),
    contacts_factor: () =>
      t(one.contacts_factor! >= 1 ? 'planning.say.more' : 'planning.say.fewer', {
        share: percent(Math.abs(one.contacts_factor! - 1)),
      }),
    policy: () => t('planning.say.policy', { policy: policyNamed(one.policy!) }),
  };
  return kindsOf(one)
    .map((kind) => said[kind]())
    .join('; ');
}

/** An id as a title: `casablanca-fr-ar` is Casablanca fr ar. */
export function named(id: string): string {
  const words = id.replace(/[-_]+/g, ' ');
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

/** A policy as people call it; a user's own by its id. */
export const policyNamed = (id: string): string => policyName(id) ?? named(id);

/** A skill by name: languages are told by their codes. */
export function skill(id: string, locale: string): string {
  if (!/^[a-z]{2}$/.test(id)) return named(id);
  try {
    return new Intl.DisplayNames(locale, { type: 'language' }).of(id) ?? id;
  } catch {
    return id;
  }
}

export function contactsOf(scenario: Scenario): number {
  const { hours = 12, minutes = 30 } = scenario;
  const intervals = Math.max(1, Math.round((hours * 60) / minutes));
  return scenario.queue.reduce((sum, { contacts }) => {
    if (Array.isArray(contacts)) return sum + contacts.reduce((all, one) => all + one, 0);
    return sum + (contacts ?? 0) * intervals;
  }, 0);
}

/** The most advisers who are there at once, as far as the pools' own peaks tell. */
export function advisersOf(scenario: Scenario): number {
  const peak = (staff: number | number[]) => (Array.isArray(staff) ? Math.max(0, ...staff) : staff);
  return scenario.pool.reduce((sum, { staff }) => sum + peak(staff), 0);
}

/** What of a scenario is still to be filled in. Without patience nobody leaves: that may be meant. */
export function missingOf(scenario: Scenario): Missing[] {
  return scenario.queue.flatMap(({ id, contacts, handling }) => [
    ...(contacts === null ? [{ queue: id, field: 'contacts' } as const] : []),
    ...(handling === null ? [{ queue: id, field: 'handling' } as const] : []),
  ]);
}

/** The scenario as it is sent: what is null is left out. */
export function sendable(scenario: Scenario): Scenario {
  return JSON.parse(
    JSON.stringify(scenario, (_key, value: unknown) => (value === null ? undefined : value)),
  ) as Scenario;
}
