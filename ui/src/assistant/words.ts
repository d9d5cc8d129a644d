// The assistant's own names as people read them: groups, checks, reasons, who published.
import { spoken } from '../desk/timeline.ts';
import { centre } from '../lib/centre.svelte.ts';
import { number } from '../lib/format.ts';
import { i18n, t } from '../lib/i18n.svelte.ts';
import { lacking, OTHERS, score } from './shares.ts';
import type { Asked, Change, Check, Decided, Did, Retrieved, Row } from './types.ts';

/** A name in a sentence of another direction: it keeps its own, and its marks. */
const isolated = (text: string): string => `\u2068${text}\u2069`;

/** A key's text, or `otherwise` where the catalogue has none. */
function known(key: string, otherwise: string, values?: Record<string, string>): string {
  const found = t(key, values);
  return found === key ? otherwise : found;
}

export function groupName(group: string): string {
  return group === OTHERS ? t('assistant.others') : group.replaceAll('_', ' ');
}

/** Why a group is not answered, in a few words. */
export function shortfall(row: Row): string {
  if (row.verdict !== 'too_few') return t('assistant.too_wrong');
  return t('assistant.missing', { cases: lacking(row) });
}

export function checkName(check: Check): string {
  return known(`assistant.check.${check.name}`, check.name.replaceAll('_', ' '));
}

/** What to mend; the server's own words for a check that this page does not know. */
export function remedy(check: Check): string {
  return known(`assistant.remedy.${check.name}`, check.remedy);
}

export function stepName(step: string): string {
  return known(`assistant.step.${step}`, step.replaceAll('_', ' '));
}

/** `supervisor:nadia.berrada` as her name. */
export function publisher(actor: string): string {
  const [kind = '', id = ''] = actor.split(':');
  if (kind === 'supervisor') return centre.name('supervisors', id);
  return known(`assistant.by.${kind}`, actor);
}

/** One difference between two versions as a sentence. */
export function changeWords({ kind, name, was, now }: Change): string {
  const how = was === null ? 'added' : now === null ? 'removed' : 'changed';
  const values = { name: isolated(thing(kind, name)), was: plain(was), now: plain(now) };
  return known(`assistant.change.${kind}.${how}`, `${kind} ${name}: ${was} → ${now}`, values);
}

/** `sahla fr invoices` or `sahla/code-puk (fr)` with the names of brand and language. */
function thing(kind: string, name: string): string {
  const threshold = /^(\S+) (\S+) (.+)$/.exec(name);
  if (kind === 'threshold' && threshold) {
    const [, brand = '', language = '', group = ''] = threshold;
    return `${centre.name('brands', brand)} · ${spoken(language)} · ${groupName(group)}`;
  }
  const article = /^([^/]+)\/(\S+)(?: \((\w+)\))?$/.exec(name);
  if (!article) return name.replaceAll('_', ' ');
  const [, brand = '', id = '', language] = article;
  return [centre.name('brands', brand), id, ...(language ? [spoken(language)] : [])].join(' · ');
}

/** The server's values in the reader's language: `version 3`, `assist-only at 5%`, `0.8 at 5%…`. */
function plain(value: string | null): string {
  const text = value ?? '';
  const version = /^version (\d+)$/.exec(text);
  if (version) return version[1]!;
  const silent = /^assist-only at (\d+)%$/.exec(text);
  if (silent) return t('assistant.value.silent', { risk: silent[1]! });
  const held = /^([\d.]+) at (\d+)%, answers (\d+)%$/.exec(text);
  if (!held) return text;
  const [threshold, risk, coverage] = [score(Number(held[1]), i18n.locale), held[2]!, held[3]!];
  return t('assistant.value.threshold', { threshold, risk, coverage });
}

/** Why a turn went as it did, for somebody who was not there. */
export function because(decision: Decided, title: string): string {
  const best = decisive(decision);
  const values = {
    title: isolated(title),
    group: decision.group === null ? '' : isolated(groupName(decision.group)),
    score: best ? score(best.score, i18n.locale) : '',
    threshold: decision.threshold === null ? '' : score(decision.threshold, i18n.locale),
    short: best && decision.threshold !== null ? gap(decision.threshold - best.score) : '',
  };
  const proven = !OUTSIDE.includes(decision.reason ?? '');
  if (decision.did === 'answered' && best && proven) return t('assistant.why.answered', values);
  if (decision.reason === null) return t(`assistant.why.${decision.did}`, values);
  const scored = ['below_threshold', 'assist_only'].includes(decision.reason);
  if (scored && !best) return t('assistant.reason.nothing_found');
  const key = scored && decision.threshold === null ? 'assist_only' : decision.reason;
  return known(`assistant.reason.${key}`, decision.why, values);
}

/** The article that the turn rests on: the one the customer chose, else the likeliest. */
export function decisive({ chosen, retrieved }: Decided): Retrieved | undefined {
  return retrieved.find(({ article }) => article === chosen) ?? retrieved[0];
}

/** The words of each of several questions, and what became of it. */
export function partsOf({ parts }: Decided, words: string): { quote: string; did: Did }[] {
  const letters = [...words]; // the server counts characters, not UTF-16 units
  return parts.map(({ start, end, did }) => ({ quote: letters.slice(start, end).join(''), did }));
}

/** Answers that no threshold was proven for. */
const OUTSIDE = ['chosen', 'part'];

const JUDGED = [
  'below_threshold',
  'assist_only',
  'ambiguous',
  'repeated',
  'nothing_found',
  'close_readings',
];

/** What a language model had to do with a turn. */
export function modelWords({ came, reason, flow, milliseconds }: Asked): string {
  const otherwise = t('assistant.asked_reason.other', { code: reason });
  return t(`assistant.asked.${came}`, {
    reason: known(`assistant.asked_reason.${reason}`, otherwise),
    flow: isolated(flow ?? ''),
    ms: number(milliseconds, i18n.locale, 0),
  });
}

/** Whether the scores explain what happened; a courtesy or a wish for a person does not rest on them. */
export function rested({ did, reason, retrieved }: Decided): boolean {
  return retrieved.length > 0 && (did === 'answered' || JUDGED.includes(reason ?? ''));
}

const gap = (value: number): string => number(Math.max(0, value), i18n.locale, 3);
