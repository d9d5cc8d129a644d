// An account as it is being typed, and the body that is sent of it.
import { ROLES, type Role } from '../lib/session.svelte.ts';
import type { CentreView, Language } from '../lib/types.ts';
import type { Account } from './types.ts';

export interface Draft {
  /** The person's id in the centre, for advisers and supervisors; '' otherwise. */
  id: string;
  name: string;
  login: string;
  email: string;
  roles: Role[];
  /** null: all brands. */
  brands: string[] | null;
  sites: string[] | null;
  language: Language | '';
}

export const EMPTY: Draft = {
  id: '',
  name: '',
  login: '',
  email: '',
  roles: [],
  brands: null,
  sites: null,
  language: '',
};

/** Roles held by people whom the centre knows: their account has that person's id. */
const PEOPLE: readonly Role[] = ['adviser', 'supervisor'];

export type Fault = 'person' | 'name' | 'login' | 'email' | 'roles' | 'brands' | 'sites';

export function drafted(account: Account): Draft {
  const { id, name, login, email, roles, brands, sites, language } = account;
  return { id, name, login, email: email ?? '', roles, brands, sites, language: language ?? '' };
}

export const needsPerson = (draft: Draft): boolean =>
  draft.roles.some((role) => PEOPLE.includes(role));

/** The people of the centre whom the draft's roles ask for, by name. */
export function people(view: CentreView, roles: Role[]): { id: string; name: string }[] {
  const wanted = [
    ...(roles.includes('adviser') ? view.advisers : []),
    ...(roles.includes('supervisor') ? view.supervisors : []),
  ].map(({ id, name }) => ({ id, name }));
  const once = new Map(wanted.map((person) => [person.id, person]));
  return [...once.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** What is missing before the draft may be sent, in the order of the form; `fresh`: a new account. */
export function faults(draft: Draft, fresh: boolean): Fault[] {
  const email = draft.email.trim();
  const found: [Fault, boolean][] = [
    ['roles', draft.roles.length === 0],
    ['person', fresh && needsPerson(draft) && !draft.id],
    ['name', !draft.name.trim()],
    ['login', !draft.login.trim()],
    ['email', email !== '' && !/^[^\s@]+@[^\s@]+$/.test(email)],
    ['brands', draft.brands?.length === 0],
    ['sites', draft.sites?.length === 0],
  ];
  return found.filter(([, wrong]) => wrong).map(([fault]) => fault);
}

/** The body of a new account (`POST`), or of one that is changed (`PUT`, whole). */
export function body(draft: Draft, was: Account | null): Record<string, unknown> {
  const whole = {
    name: draft.name.trim(),
    login: draft.login.trim(),
    email: draft.email.trim() || null,
    roles: ROLES.filter((role) => draft.roles.includes(role)),
    brands: draft.brands,
    sites: draft.sites,
    language: draft.language || null,
  };
  if (was) return { ...whole, disabled: was.disabled, revision: was.revision };
  return needsPerson(draft) ? { id: draft.id, ...whole } : whole;
}

/** `on` adds `id` to the list, else takes it out. */
export function toggled<Id>(list: readonly Id[], id: Id, on: boolean): Id[] {
  return on ? [...list.filter((each) => each !== id), id] : list.filter((each) => each !== id);
}
