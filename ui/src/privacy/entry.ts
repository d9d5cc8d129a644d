// The form of a purpose: what stands in its fields, and what of it goes to the server.
import type { Purpose } from './types.ts';

export interface Draft {
  basis: string;
  authorisation: string;
  retention: string;
  recipients: string;
  since: string;
  until: string;
  notice: string;
}

export function drafted(purpose: Purpose): Draft {
  const { basis, authorisation, retention } = purpose;
  return {
    basis,
    authorisation,
    retention,
    recipients: purpose.recipients.join('\n'),
    since: purpose.since ?? '',
    until: purpose.until ?? '',
    notice: purpose.notice ?? '',
  };
}

/** The entry to put; `revision` is the one that was read. */
export function body(draft: Draft, revision: number): Record<string, unknown> {
  const lines = draft.recipients.split('\n').map((line) => line.trim());
  return {
    basis: draft.basis,
    authorisation: draft.authorisation,
    retention: draft.retention,
    recipients: lines.filter((line) => line !== ''),
    since: draft.since || null,
    until: draft.until || null,
    notice: draft.notice || null,
    revision,
  };
}
