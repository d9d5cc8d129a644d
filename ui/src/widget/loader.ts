// Puts the customer's chat on any site with one script tag:
//   <script src="https://chat.example/widget.js" data-brand="sahla" data-language="fr" async></script>
// Optional: data-server (default: where the script came from), data-colour. Any element of the page
// with a `data-nawba-open` attribute opens the chat too. Including the tag twice changes nothing.
import { readOptions } from './loader-options.ts';
import { mount } from './mount.ts';

const options = readOptions(document);
if (options && document.body) mount(options);
else if (options) addEventListener('DOMContentLoaded', () => mount(options), { once: true });
