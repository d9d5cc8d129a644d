// Why, in the reader's words: nobody should have to ask what the assistant was thinking.
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { i18n } from '../lib/i18n.svelte.ts';
import { centre } from '../lib/centre.svelte.ts';
import texts from '../../../src/nawba/domain/texts/en.json';
import { decided, row, silent } from './testing.ts';
import type { Asked } from './types.ts';
import * as words from './words.ts';
import { checkName, publisher, remedy, rested, shortfall } from './words.ts';

/** Marks that keep a name's own direction are not seen. */
const seen = (text: string): string => text.replace(/[\u2068\u2069]/gu, '');
const because = (...given: Parameters<typeof words.because>): string =>
  seen(words.because(...given));
const changeWords = (...given: Parameters<typeof words.changeWords>): string =>
  seen(words.changeWords(...given));

beforeAll(() => i18n.start(['common', 'desk', 'assistant'], 'en', false));
beforeEach(async () => {
  const view = {
    brands: [{ id: 'sahla', name: 'Sahla' }],
    supervisors: [{ id: 'nadia', name: 'Nadia Berrada' }],
    wrap_up_codes: [],
    pause_reasons: [],
  };
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(view))));
  await centre.load();
  vi.unstubAllGlobals();
});

describe('because', () => {
  test('below the threshold: which article, both figures and what was short', () => {
    expect(because(decided(), 'PUK code')).toBe(
      'Not sure enough: the best article, “PUK code”, scored 0.412, below the threshold 0.5; 0.088 short.',
    );
  });
  test('nothing proven: the group, whatever the score', () => {
    const told = because(decided({ threshold: null, reason: 'assist_only' }), 'PUK code');
    expect(told).toContain('Not proven');
    expect(told).toContain('“sim and line”');
    expect(told).toContain('0.412');
  });
  test('below a threshold with nothing found is nothing found', () => {
    expect(because(decided({ retrieved: [] }), '')).toContain('No approved article was found');
  });
  test('an answer names its article and the threshold it reached', () => {
    const answered = decided({ did: 'answered', reason: null, threshold: 0.4 });
    expect(because(answered, 'PUK code')).toContain('0.412 reached the threshold 0.4');
  });
  test('what the customer chose is named, and not said to have reached a threshold', () => {
    const other = { article: 'esim', version: 1, language: 'fr', score: 0.3, margin: 0.1 };
    const found = [...decided().retrieved, other];
    const chosen = decided({ did: 'answered', reason: 'chosen', chosen: 'esim', retrieved: found });
    expect(words.decisive(chosen)).toBe(other);
    expect(because(chosen, 'eSIM')).toContain('because the customer chose it');
    expect(because(decided({ did: 'answered', reason: 'part' }), 'x')).toContain('judged apart');
  });
  test('parts are quoted by characters, not by UTF-16 units', () => {
    const parts = [
      { start: 2, end: 5, did: 'answered', article: 'a', score: 1 } as const,
      { start: 6, end: 9, did: 'handed_over', article: null, score: null } as const,
    ];
    const told = words.partsOf(decided({ parts: [...parts] }), '😀 un? 2e?');
    expect(told.map(({ quote }) => quote)).toEqual(['un?', '2e?']);
  });
  test('a wish for a person is that, whatever was found', () => {
    const asked = decided({ reason: 'person_requested' });
    expect(because(asked, 'PUK code')).toBe('The customer asked for a person.');
    expect(rested(asked)).toBe(false);
  });
  test('a reason that the page does not know is told as the server told it', () => {
    expect(because(decided({ reason: 'of_tomorrow' }), '')).toBe('In the words of the server.');
  });
  test('every reason that a brief gives is told here in words of our own', () => {
    const reasons = Object.keys(texts).filter((key) => key.startsWith('brief_why_'));
    expect(reasons.length).toBeGreaterThan(15);
    const untold = reasons
      .map((key) => key.slice('brief_why_'.length))
      .filter((reason) => because(decided({ reason }), 'x') === decided().why);
    expect(untold).toEqual(['unknown']);
  });
  test('a title keeps its own direction in a sentence of another', () => {
    expect(words.because(decided(), 'PUK ?')).toContain('\u2068PUK ?\u2069');
  });
  test('courtesy rests on no score', () => {
    const said = decided({ did: 'said', reason: null });
    expect(because(said, '')).toContain('no answer was at stake');
    expect([rested(said), rested(decided())]).toEqual([false, true]);
  });
});

describe('what a language model had to do with it', () => {
  const asked = (over: Partial<Asked>): string =>
    seen(
      words.modelWords({
        came: 'refused',
        reason: 'unsupported',
        failed: ['wrong_unit'],
        sentences: 3,
        milliseconds: 812.4,
        flow: null,
        ...over,
      }),
    );

  test('words that were refused, why, and how long it took', () => {
    expect(asked({})).toBe(
      'A language model’s words were refused, and the article’s own sent: the article does not say all of it (812 ms).',
    );
  });
  test('words that were sent, and a flow that was proposed', () => {
    expect(asked({ came: 'worded', reason: 'ok' })).toContain('supports every sentence');
    expect(asked({ came: 'proposed', reason: 'ok', flow: 'lend' })).toContain('“lend”');
  });
  test('a reason that the page does not know is told by its code', () => {
    expect(asked({ came: 'verbatim', reason: 'of_tomorrow' })).toContain('(of_tomorrow)');
  });
});

describe('what changed', () => {
  const change = (kind: string, name: string, was: string | null, now: string | null): string =>
    changeWords({ kind, name, was, now });

  test('an article, by brand, name and language', () => {
    expect(change('article', 'sahla/code-puk (fr)', 'version 1', 'version 2')).toBe(
      'Article changed: Sahla · code-puk · French, from version 1 to version 2',
    );
    expect(change('article', 'sahla/code-puk (fr)', 'version 1', null)).toContain('removed');
  });
  test('a threshold, with its risk and what it answers', () => {
    const told = change(
      'threshold',
      'sahla fr others',
      '0.496 at 5%, answers 92%',
      'assist-only at 1%',
    );
    expect(told).toBe(
      'Group Sahla · French · all other groups: threshold 0.496 (risk 5%, 92% answered), becomes assist-only (risk 1%)',
    );
  });
  test('a kind that the page does not know is still told', () => {
    expect(change('mood', 'x', 'a', 'b')).toBe('mood x: a → b');
  });
});

test('a check is named and mended in the reader’s words, else in the server’s', () => {
  const check = {
    name: 'calibration',
    tried: 1,
    failed: 1,
    passed: false,
    examples: [],
    notes: [],
  };
  expect(checkName({ ...check, remedy: 'r' })).toBe('Thresholds proven');
  expect(remedy({ ...check, remedy: 'r' })).toContain('accept a higher risk');
  expect(checkName({ ...check, name: 'new_one', remedy: 'r' })).toBe('new one');
  expect(remedy({ ...check, name: 'new_one', remedy: 'Mend it so.' })).toBe('Mend it so.');
});

test('why a group is not answered: how many cases, or too often wrong', () => {
  expect(shortfall(silent({ missing: 36 }))).toBe('at least 36 cases missing');
  expect(shortfall(silent({ missing: 1 }))).toBe('at least 1 case missing');
  expect(shortfall(row({ verdict: 'too_wrong', threshold: null }))).toContain('too often wrong');
});

test('who published is named', () => {
  expect(publisher('supervisor:nadia')).toBe('Nadia Berrada');
  expect(publisher('administrator:console')).toBe('the administrator');
  expect(publisher('robot:7')).toBe('robot:7');
});
