// Starts the demo shop of Sahla.
import ar from './sahla.ar.json';
import en from './sahla.en.json';
import { asked, speak } from './language.ts';

speak(document, asked(location.search, ['fr', 'ar', 'en']), { ar, en });
