// Two states of a document: whether they differ, where, and both sides brought together.
import type { Change, Document, FieldChange, Plain } from './types.ts';

/** Equal whatever the order of an object's members. */
export function same(one: Plain | undefined, other: Plain | undefined): boolean {
  return ordered(one) === ordered(other);
}

function ordered(value: Plain | undefined): string {
  return JSON.stringify(value ?? null, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** The top fields in which `to` differs from `from`. */
export function changed(from: Document, to: Document): FieldChange[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return names
    .filter((name) => !same(from[name], to[name]))
    .map((field) => ({ field, from: from[field] ?? null, to: to[field] ?? null }));
}

export interface Difference {
  field: string;
  mine: Plain;
  theirs: Plain;
  /** Both changed it: somebody has to choose. */
  both: boolean;
}

/** Where `mine` and `theirs` differ, both having begun at `base`. */
export function differences(base: Document, mine: Document, theirs: Document): Difference[] {
  return changed(theirs, mine).map(({ field }) => ({
    field,
    mine: mine[field] ?? null,
    theirs: theirs[field] ?? null,
    both: !same(base[field], mine[field]) && !same(base[field], theirs[field]),
  }));
}

/** `theirs` with what only I changed, and with mine of the fields in `kept`. */
export function merged(
  base: Document,
  mine: Document,
  theirs: Document,
  kept: ReadonlySet<string>,
): Document {
  const result: Document = { ...theirs };
  for (const { field, both } of differences(base, mine, theirs)) {
    const isMine = both ? kept.has(field) : !same(base[field], mine[field]);
    if (isMine) result[field] = mine[field] ?? null;
  }
  return result;
}

/** Changes that were made at once, by a file or by a change of many, as one group each. */
export function together(changes: readonly Change[]): Change[][] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const last = groups.at(-1);
    if (last?.[0]?.batch === change.batch) last.push(change);
    else groups.push([change]);
  }
  return groups;
}
