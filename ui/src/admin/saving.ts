// What happens around a save: taking it back, retiring, bringing back, another order.
import { ApiError } from '../lib/api.ts';
import { i18n, t } from '../lib/i18n.svelte.ts';
import { api } from '../lib/session.svelte.ts';
import { toasts } from '../lib/toasts.svelte.ts';
import { book } from './book.svelte.ts';
import { nameOf } from './words.ts';
import type { Item, Kind, Refusal, Saved, SavedMany } from './types.ts';

const path = ({ kind, id }: { kind: Kind; id: string }): string =>
  `/api/admin/${kind}/${encodeURIComponent(id)}`;

/** Says what was done and offers to take it back; `batch`: all that was done with change `n`. */
export function offerUndo(n: number | null, text: string, batch = false): void {
  if (n === null) return toasts.show(text, 'good');
  toasts.undoable(text, t('admin.undo'), () => void putBack(n, batch), 15);
}

/** Puts back what was before change `n`; true when it could be. */
export async function putBack(n: number, batch = false): Promise<boolean> {
  try {
    const { items, lacks } = await api.post<SavedMany>(`/api/admin/changes/${n}/revert`, { batch });
    book.put(items, lacks);
    toasts.show(t('admin.put_back_done'), 'good');
    return true;
  } catch (error) {
    if (codeOf(error) === 'stale') toasts.show(t('admin.put_back_stale'), 'bad');
    else tell(error);
    return false;
  }
}

/** Retires `item`; answers how many contacts stand in the way, 0 when it is done. */
export async function retire(item: Item, busy = false): Promise<number> {
  const query = { revision: item.revision, retire_busy: busy };
  try {
    take(await api.delete<Saved>(path(item), query));
    return 0;
  } catch (error) {
    if (codeOf(error) !== 'busy') throw error;
    return ((error as ApiError).problem as Refusal).contacts ?? 1;
  }
}

export async function restore(item: Item): Promise<Saved> {
  return take(await api.post<Saved>(`${path(item)}/restore`, { revision: item.revision }));
}

function take(saved: Saved): Saved {
  book.put([saved.item], saved.lacks);
  offerUndo(saved.change, t(saved.item.retired ? 'admin.retired_done' : 'admin.restored_done'));
  return saved;
}

/** Moves `id` by `step` places among its kind. */
export async function move(kind: Kind, id: string, step: number): Promise<void> {
  const ids = book.live(kind).map((item) => item.id);
  const from = ids.indexOf(id);
  const to = from + step;
  if (from < 0 || to < 0 || to >= ids.length) return;
  ids.splice(to, 0, ...ids.splice(from, 1));
  try {
    const answer = await api.put<{ items: Item[] }>(`/api/admin/${kind}/order`, { ids });
    book.order(kind, answer.items);
  } catch (error) {
    tell(error);
  }
}

/** Tells of a refusal in the reader's words, with the names of what stands in the way. */
export function tell(error: unknown): void {
  const users = error instanceof ApiError ? (error.problem as Refusal).used_by : undefined;
  if (!users) return toasts.failure(error);
  const names = [...new Set(users.map(({ kind, id }) => nameOf(kind, id)))];
  const named = new Intl.ListFormat(i18n.locale).format(names.slice(0, 5));
  toasts.show(t('admin.in_use', { names: named, more: Math.max(0, names.length - 5) }), 'bad');
}

/** Whether the server refused with `code`, wherever it tells it. */
export const codeOf = (error: unknown): string => (error instanceof ApiError ? error.code : '');
