// Every action of the desk, once: shortcuts, the help overlay and the palette read this list.
import { centre } from '../lib/centre.svelte.ts';
import { LANGUAGES, LANGUAGE_NAMES, i18n, t } from '../lib/i18n.svelte.ts';
import { router } from '../lib/router.svelte.ts';
import { THEMES, theme } from '../lib/theme.svelte.ts';
import { toasts } from '../lib/toasts.svelte.ts';
import type { PresenceState } from '../lib/types.ts';
import { askToNotify } from './notify.ts';
import type { DeskModel } from './model.svelte.ts';
import { leads, neighbour } from './rows.ts';
import type { DeskUi } from './ui.svelte.ts';

export interface Command {
  id: string;
  group: 'offer' | 'contact' | 'me' | 'page';
  label: string;
  /** A tinykeys binding; `Alt+KeyA` is the key at A's place on any keyboard. */
  keys?: string;
  enabled: boolean;
  run: () => void;
}

/** Bindings never change, so they are bound once; what they do is looked up when pressed. */
export const KEYS: Record<string, string> = {
  'offer.accept': 'Alt+KeyA',
  'offer.refuse': 'Alt+KeyR',
  'contact.next': 'Alt+ArrowDown',
  'contact.previous': 'Alt+ArrowUp',
  'composer.focus': 'Alt+KeyC',
  'note.toggle': 'Alt+KeyN',
  attach: 'Alt+KeyU',
  transfer: 'Alt+KeyT',
  end: 'Alt+KeyE',
  customer: 'Alt+KeyI',
  approve: 'Alt+KeyY',
  disapprove: 'Alt+KeyX',
  presence: 'Alt+KeyP',
  mute: 'Alt+KeyM',
  palette: '$mod+KeyK',
};

/** `Alt+KeyA` as the caps to press: `['Alt', 'A']`. */
export function caps(keys: string, mac = /mac/i.test(navigator.platform)): string[] {
  const names: Record<string, string> = {
    $mod: mac ? '⌘' : 'Ctrl',
    Alt: mac ? '⌥' : 'Alt',
    ArrowUp: '↑',
    ArrowDown: '↓',
  };
  return keys.split('+').map((key) => names[key] ?? key.replace(/^Key/, ''));
}

/** Sets the adviser's presence; also the gesture that lets the page ring and notify. */
export function become(desk: DeskModel, ui: DeskUi, state: PresenceState, reason?: string): void {
  ui.ring.unlock();
  if (state === 'available') askToNotify();
  desk.setPresence(state, reason).catch((error: unknown) => toasts.failure(error));
}

/** Accepts the first offer, or the one given, and puts the caret where the answer is written. */
export async function accept(desk: DeskModel, ui: DeskUi, offer = desk.offers[0]): Promise<void> {
  if (!offer) return;
  ui.ring.unlock();
  try {
    if (!(await desk.accept(offer))) return;
    ui.pane = 'conversation';
    ui.composer?.focus();
  } catch (error) {
    toasts.failure(error);
  }
}

export function refuse(desk: DeskModel): void {
  const offer = desk.offers[0];
  if (offer) desk.refuse(offer).catch((error: unknown) => toasts.failure(error));
}

export function commands(desk: DeskModel, ui: DeskUi): Command[] {
  return [
    ...offerCommands(desk, ui),
    ...contactCommands(desk, ui),
    ...presenceCommands(desk, ui),
    ...pageCommands(ui),
  ];
}

type Row = [id: string, enabled: boolean, run: () => void, label?: string];

function group(name: Command['group'], rows: Row[]): Command[] {
  return rows.map(([id, enabled, run, label]) => {
    const keys = KEYS[id];
    return {
      id,
      group: name,
      enabled,
      run,
      label: label ?? t(`desk.command.${id}`),
      ...(keys ? { keys } : {}),
    };
  });
}

function offerCommands(desk: DeskModel, ui: DeskUi): Command[] {
  const live = desk.offers.length > 0;
  return group('offer', [
    ['offer.accept', live, () => void accept(desk, ui)],
    ['offer.refuse', live, () => refuse(desk)],
  ]);
}

function contactCommands(desk: DeskModel, ui: DeskUi): Command[] {
  const row = desk.row;
  const held = row?.state === 'held';
  const mine = held && leads(row, desk.desk?.me.id ?? '');
  const many = desk.rows.length > 0;
  const waits = (row?.approvals ?? 0) > 0;
  return group('contact', [
    ['contact.next', many, () => void desk.select(neighbour(desk.rows, desk.selected, 1))],
    ['contact.previous', many, () => void desk.select(neighbour(desk.rows, desk.selected, -1))],
    ['composer.focus', held, () => ui.composer?.focus()],
    ['note.toggle', held, () => (ui.note = !ui.note)],
    ['attach', held, () => ui.composer?.pickFile()],
    ['transfer', mine, () => (ui.transfer = true)],
    ['end', mine, () => (ui.ending = true)],
    ['customer', row !== null, () => ui.toggleCustomer()],
    ['approve', waits, () => ui.approvals?.ask('approve')],
    ['disapprove', waits, () => ui.approvals?.ask('refuse')],
    ...desk.rows.map((each): Row => [
      `open.${each.id}`,
      each.id !== desk.selected,
      () => void desk.select(each.id),
      openLabel(each),
    ]),
  ]);
}

const openLabel = (row: { customer_name: string | null; brand: string }) =>
  t('desk.command.open', {
    name: row.customer_name ?? t('desk.customer.unknown'),
    brand: centre.name('brands', row.brand),
  });

function presenceCommands(desk: DeskModel, ui: DeskUi): Command[] {
  const state = desk.presence?.state;
  const pauses = centre.view.pause_reasons.map((reason): Row => [
    `pause.${reason.id}`,
    true,
    () => become(desk, ui, 'paused', reason.id),
    t('desk.command.pause', { reason: centre.label('pause_reasons', reason.id) }),
  ]);
  return group('me', [
    ['presence', true, () => (ui.presence = true)],
    ['available', state !== 'available', () => become(desk, ui, 'available')],
    ...pauses,
    ['offline', state !== 'offline', () => become(desk, ui, 'offline')],
    [
      'mute',
      true,
      () => ui.mute(!ui.muted),
      t(ui.muted ? 'desk.command.unmute' : 'desk.command.mute'),
    ],
  ]);
}

function pageCommands(ui: DeskUi): Command[] {
  const languages = LANGUAGES.map((id): Row => [
    `language.${id}`,
    id !== i18n.language,
    () => void i18n.use(id),
    `${t('common.language')}: ${LANGUAGE_NAMES[id]}`,
  ]);
  const themes = THEMES.map((id): Row => [
    `theme.${id}`,
    id !== theme.choice,
    () => theme.use(id),
    `${t('common.theme')}: ${t(`common.theme.${id}`)}`,
  ]);
  return group('page', [
    ['palette', true, () => (ui.palette = true)],
    ['help', true, () => (ui.help = true)],
    ...languages,
    ...themes,
    ['home', true, () => router.go('/'), t('common.home')],
  ]);
}
