// The wrap-up form's values, and what they lack.
export interface WrapUpDraft {
  code: string;
  summary: string;
  follow_ups: string;
}

export const EMPTY_WRAP_UP: WrapUpDraft = { code: '', summary: '', follow_ups: '' };

/** Which field is still wanted; null when the form may be sent. */
export function lacking(draft: WrapUpDraft): 'code' | 'summary' | null {
  if (!draft.code) return 'code';
  return draft.summary.trim() ? null : 'summary';
}
