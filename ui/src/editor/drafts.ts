// Drafts in the order in which one cares for them.
import type { DraftLine } from './types.ts';

export const GROUPS = ['to_approve', 'mine', 'others'] as const;
export type Group = (typeof GROUPS)[number];

/** Where a draft stands for the reader, whom the server told what they may do with it. */
export function groupOf({ may }: DraftLine): Group {
  if (may.decide) return 'to_approve';
  return may.why_not_decide === 'own' ? 'mine' : 'others';
}

/** The groups that hold something, each in the server's order. */
export function grouped(drafts: DraftLine[]): [Group, DraftLine[]][] {
  return GROUPS.map((group): [Group, DraftLine[]] => [
    group,
    drafts.filter((draft) => groupOf(draft) === group),
  ]).filter(([, lines]) => lines.length > 0);
}
