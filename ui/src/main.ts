// Starts the staff pages.
import { mount } from 'svelte';
import App from './App.svelte';
import { i18n } from './lib/i18n.svelte.ts';
import { router } from './lib/router.svelte.ts';
import { theme } from './lib/theme.svelte.ts';
import './styles/base.css';

theme.start();
router.start();
await i18n.start(['common']);
mount(App, { target: document.getElementById('app') as HTMLElement });
