// A day to try the page with: half hours of an invented centre, as a spreadsheet would give them.
const CONTACTS = [
  42, 96, 178, 262, 331, 372, 388, 374, 341, 302, 281, 290, 316, 344, 352, 338, 306, 262, 214, 168,
  131, 104,
];

/** `08:00 <tab> 42` and so on. */
export const EXAMPLE = CONTACTS.map((contacts, place) => {
  const [hour, half] = [8 + Math.floor(place / 2), place % 2 ? '30' : '00'];
  return `${String(hour).padStart(2, '0')}:${half}\t${contacts}`;
}).join('\n');
