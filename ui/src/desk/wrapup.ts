// The wrap-up form's values. Only the code is wanted: a minute is short, and a hurried summary worse than none.
export interface WrapUpDraft {
  code: string;
  summary: string;
  follow_ups: string;
}

export const EMPTY_WRAP_UP: WrapUpDraft = { code: '', summary: '', follow_ups: '' };
