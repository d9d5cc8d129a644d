// The picture of each part of the administration, the colour of each change.
import Building from '@lucide/svelte/icons/building-2';
import Calendar from '@lucide/svelte/icons/calendar-days';
import Clock from '@lucide/svelte/icons/coffee';
import Files from '@lucide/svelte/icons/folder-sync';
import Headset from '@lucide/svelte/icons/headset';
import History from '@lucide/svelte/icons/history';
import ListChecks from '@lucide/svelte/icons/list-checks';
import ListOrdered from '@lucide/svelte/icons/list-ordered';
import Message from '@lucide/svelte/icons/message-square-text';
import Percent from '@lucide/svelte/icons/percent';
import Shield from '@lucide/svelte/icons/shield-user';
import Sparkles from '@lucide/svelte/icons/sparkles';
import Tag from '@lucide/svelte/icons/tag';
import Tags from '@lucide/svelte/icons/store';
import Timer from '@lucide/svelte/icons/timer-reset';
import type { Part } from './place.svelte.ts';
import type { What } from './types.ts';

export const TONES: Record<What, 'good' | 'accent' | 'warn' | 'neutral'> = {
  added: 'good',
  changed: 'accent',
  retired: 'warn',
  restored: 'good',
  reordered: 'neutral',
};

export const ICONS: Record<Part, typeof Building> = {
  overview: ListChecks,
  skills: Sparkles,
  sites: Building,
  calendars: Calendar,
  brands: Tags,
  queues: ListOrdered,
  canned_replies: Message,
  advisers: Headset,
  supervisors: Shield,
  wrap_up_codes: Tag,
  pause_reasons: Clock,
  sampling: Percent,
  retention: Timer,
  files: Files,
  changes: History,
};
