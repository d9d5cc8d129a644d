// Starts the demo shop of Waha. Its tracking form has no parcels to show: it leads to the chat.
import ar from './waha.ar.json';
import en from './waha.en.json';
import { asked, speak } from './language.ts';

const language = asked(location.search, ['fr', 'ar', 'en']);
speak(document, language, { ar, en });

const form = document.querySelector<HTMLFormElement>('[data-track]')!;
const answer = form.querySelector('output')!;
const words = { fr: answer.textContent ?? '', ar: ar['track.answer'], en: en['track.answer'] }[language]!;
answer.textContent = '';
form.addEventListener('submit', (event) => {
  event.preventDefault();
  answer.textContent = words;
});
