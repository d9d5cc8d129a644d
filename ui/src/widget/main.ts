// Starts the chat in its frame: /widget?brand=sahla&language=fr&host=https://shop.example
import { mount } from 'svelte';
import '../styles/base.css';
import './widget.css';
import { i18n, isLanguage } from '../lib/i18n.svelte.ts';
import { Conversation } from './conversation.svelte.ts';
import { Host } from './host.svelte.ts';
import { Memory } from './memory.ts';
import Widget from './Widget.svelte';

const query = new URLSearchParams(location.search);
const brand = query.get('brand') ?? '';
const asked = query.get('language');
const language = isLanguage(asked) ? asked : 'fr';
const memory = new Memory(brand);
const host = new Host(query.get('host') ?? '');
const conversation = new Conversation({ brand, memory });

await i18n.start(['widget'], language, false);
mount(Widget, { target: document.getElementById('app')!, props: { brand, conversation, host, page_language: language } });
host.tell({ type: 'ready' });
