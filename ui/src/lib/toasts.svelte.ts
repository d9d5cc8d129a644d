// Short messages that come and go at the edge of a page.
import { ApiError } from './api.ts';
import { t } from './i18n.svelte.ts';

export interface Toast {
  id: number;
  tone: 'info' | 'good' | 'bad';
  text: string;
  /** What can still be done about it, until the toast goes. */
  action?: { label: string; run: () => void };
}

class Toasts {
  list = $state<Toast[]>([]);
  #next = 1;

  show(text: string, tone: Toast['tone'] = 'info', seconds = tone === 'bad' ? 10 : 5): void {
    const id = this.#next++;
    this.list.push({ id, tone, text });
    setTimeout(() => this.dismiss(id), seconds * 1000);
  }
  /** Tells what was done, with the way back in reach. */
  undoable(text: string, label: string, run: () => void, seconds = 10): void {
    this.show(text, 'good', seconds);
    const shown = this.list.at(-1);
    if (shown) shown.action = { label, run };
  }
  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
  /** Tells of a failed call in the reader's words. */
  failure(error: unknown): void {
    this.show(explain(error), 'bad');
  }
}

/** What went wrong and what to do, for any error a call can throw. */
export function explain(error: unknown): string {
  if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error);
  if (error.code === 'unreachable') return t('common.error.unreachable');
  if (error.status === 413) return t('common.error.too_large');
  if (error.code === 'sign_in_needed') return t('common.error.signed_out');
  if (error.status === 403) return t('common.error.not_permitted');
  return error.message || t('common.error.unknown');
}

export const toasts = new Toasts();
