import { expect, test } from 'vitest';
import { addressOf, queryOf, soughtIn } from './reserve.ts';

test('the address says what is sought, and is read back as it was', () => {
  const sought = {
    speaks: [
      { language: 'es', level: 'B2' },
      { language: 'fr', level: '' },
    ],
    sites: 'Tanger, Tétouan',
    shifts: ['night', 'weekend'],
    days: '42',
  };
  const address = new URLSearchParams(
    Object.entries(addressOf(sought)).map(([k, v]) => [k, v ?? '']),
  );
  expect(address.get('speaks')).toBe('es:B2,fr');
  expect(soughtIn(address)).toEqual(sought);
});

test('the server is asked for each city, language and shift', () => {
  const sought = soughtIn(new URLSearchParams('speaks=es:B2,fr&sites=Tanger, ,Rabat&shifts=night'));
  expect(queryOf(sought)).toEqual([
    ['speaks', 'es:B2'],
    ['speaks', 'fr'],
    ['site', 'Tanger'],
    ['site', 'Rabat'],
    ['shift', 'night'],
  ]);
});

test('nothing sought leaves nothing in the address', () => {
  const nothing = soughtIn(new URLSearchParams());
  expect(Object.values(addressOf(nothing)).filter(Boolean)).toEqual([]);
  expect(queryOf(nothing)).toEqual([]);
});
