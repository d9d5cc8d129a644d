// Builds src/widget/loader.ts as one classic script, so that `<script src=".../widget.js">` works
// on any site and leaves nothing in its global scope.
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    outDir: resolve(import.meta.dirname, '../src/nawba/web/static'),
    emptyOutDir: false,
    target: 'es2020',
    lib: {
      entry: resolve(import.meta.dirname, 'src/widget/loader.ts'),
      formats: ['iife'],
      name: 'nawbaLoader',
      fileName: () => 'widget.js',
    },
  },
});
