// What the editor's page says, and in which order it shows what waits.
import { beforeAll, describe, expect, test } from 'vitest';
import { i18n } from '../lib/i18n.svelte.ts';
import { moved } from './closing.svelte.ts';
import { grouped } from './drafts.ts';
import { check, coverage, draft, gap } from './testing.ts';
import { checkWords, coverageWords, ending, gapLanguages, markWords } from './words.ts';

beforeAll(() => i18n.start(['common', 'editor'], 'en', false));

test.each([
  [null, 'none'],
  [-1, 'over'],
  [0, 'soon'],
  [30, 'soon'],
  [31, 'far'],
])('an end in %j days is %s', (days, wanted) => {
  expect(ending(days)).toBe(wanted);
});

test('a language says whether it is served and what it is behind of', () => {
  const one = coverage({ language: 'ar', behind: true, behind_source: 'fr', status: 'changed' });
  expect(coverageWords(one)).toBe('Arabic: Change to be published · Behind French');
  const missing = coverage({ language: 'en', present: false, status: 'missing' });
  expect(coverageWords(missing)).toBe('English: Missing');
});

test('a check is told in the reader’s words, with its figures', () => {
  const found = check({ name: 'too_long', values: { size: 4120, most: 4000 } });
  expect(checkWords(found).message).toBe('Too long: 4,120 characters of 4,000.');
  const missing = check({ name: 'missing_languages', values: { languages: ['ar', 'en'] } });
  expect(checkWords(missing).message).toBe('Not written yet in: Arabic, English.');
});

test('a check and a mark that this page does not know keep the server’s words', () => {
  const found = check({ name: 'of_tomorrow' });
  expect(checkWords(found)).toEqual({
    message: 'In the words of the server.',
    remedy: 'Mend it.',
  });
  expect([markWords('PHONE'), markWords('TAX_NUMBER')]).toEqual(['phone number', 'tax number']);
});

test('the languages of a gap stand by how much was asked in them', () => {
  expect(gapLanguages({ fr: 2, ar: 7 })).toEqual([
    ['ar', 7],
    ['fr', 2],
  ]);
});

describe('drafts', () => {
  const may = draft().may;
  const waiting = draft({ id: 'w', may: { ...may, decide: true, why_not_decide: '' } });
  const other = draft({ id: 'o', may: { ...may, why_not_decide: 'not_proposed' } });
  const ids = (...list: ReturnType<typeof draft>[]) =>
    grouped(list).map(([group, lines]) => [group, lines.map(({ id }) => id)]);

  test('what waits for one’s own word comes first, then one’s own, then the rest', () => {
    expect(ids(other, draft({ id: 'mine' }), waiting)).toEqual([
      ['to_approve', ['w']],
      ['mine', ['mine']],
      ['others', ['o']],
    ]);
  });
  test('a group without drafts is not shown', () => {
    expect(ids(other)).toEqual([['others', ['o']]]);
  });
});

describe('a publication', () => {
  test('closed what was open or drafted, and tells what came back', () => {
    const was = new Map([
      ['a', 'drafted' as const],
      ['b', 'closed' as const],
      ['c', 'closed' as const],
      ['d', 'open' as const],
    ]);
    const now = [
      gap({ id: 'a', state: 'closed' }),
      gap({ id: 'b', state: 'closed' }),
      gap({ id: 'c', state: 'open', reopened: true }),
      gap({ id: 'd', state: 'open', reopened: true }),
      gap({ id: 'new', state: 'open' }),
    ];
    const { closed, reopened } = moved(was, now);
    expect([closed.map(({ id }) => id), reopened.map(({ id }) => id)]).toEqual([['a'], ['c']]);
  });
});
