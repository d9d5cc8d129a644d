// What is open on the desk, and the handles by which shortcuts reach into the composer.
import type { Source } from '../lib/types.ts';
import type { ApprovalHandle } from '../approval/ApprovalList.svelte';
import { Ring } from './ring.ts';

export type Pane = 'list' | 'conversation' | 'customer';

/** What the mounted composer lets others do; absent while none is shown. */
export interface ComposerHandle {
  focus: () => void;
  pickFile: () => void;
  insert: (text: string) => void;
}

export class DeskUi {
  palette = $state(false);
  help = $state(false);
  transfer = $state(false);
  ending = $state(false);
  presence = $state(false);
  /** The composer writes a private note. */
  note = $state(false);
  /** Which pane a narrow screen shows; wide ones show all three. */
  pane = $state<Pane>('list');
  customer = $state(true);
  article = $state.raw<Source | null>(null);
  previous = $state<string | null>(null);
  composer: ComposerHandle | null = null;
  approvals: ApprovalHandle | null = null;
  readonly ring = new Ring();
  muted = $state(this.ring.muted);

  mute(muted: boolean): void {
    this.muted = muted;
    this.ring.mute(muted);
  }
  /** On narrow screens the customer is a pane of its own, on wide ones a column to fold away. */
  toggleCustomer(): void {
    this.customer = !this.customer;
    this.pane = this.pane === 'customer' ? 'conversation' : 'customer';
  }
}
