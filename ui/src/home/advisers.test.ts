import { describe, expect, test } from 'vitest';
import { CENTRE } from '../desk/testing.ts';
import { found, spokenSkills } from './advisers.ts';

const names: Record<string, string> = {
  fr: 'Français',
  ar: 'Arabe',
  en: 'Anglais',
  pt: 'Portugais',
};
const ids = (site: string, query: string) =>
  found(CENTRE, site, query, (id) => names[id] ?? id).map((adviser) => adviser.id);

describe('advisers', () => {
  test('are found by site, name, place and language, without accents', () => {
    expect(ids('dakar', '')).toEqual(['fatou']);
    expect(ids('', 'tunis francais')).toEqual(['amal', 'yassine']);
    expect(ids('', 'portug')).toEqual(['joao']);
    expect(ids('', 'nobody')).toEqual([]);
  });
  test('show their languages, best first, and no other skill', () => {
    expect(spokenSkills({ fr: 3, billing: 5, ar: 5 })).toEqual([
      ['ar', 5],
      ['fr', 3],
    ]);
  });
});
