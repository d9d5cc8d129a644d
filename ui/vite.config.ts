// Builds the pages. Every HTML file at the root of ui/ is an entry; the loader that other
// companies' sites include is built apart (vite.loader.config.ts) under the stable name widget.js.
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const root = import.meta.dirname;
const entries = readdirSync(root).filter((name) => name.endsWith('.html'));
const server = process.env.NAWBA_URL ?? 'http://127.0.0.1:8700';

export default defineConfig({
  root,
  plugins: [svelte()],
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  server: { host: '127.0.0.1', proxy: { '/api': server, '/widget.js': server } },
  build: {
    outDir: resolve(root, '../src/nawba/web/static'),
    emptyOutDir: true,
    target: ['chrome123', 'firefox120', 'safari17.5'],
    rolldownOptions: { input: entries.map((name) => resolve(root, name)) },
  },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'], restoreMocks: true, css: true },
});
