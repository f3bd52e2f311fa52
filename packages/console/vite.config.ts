import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { copyPdfData } from './build/copy-pdf-data.ts'
import { firstLoadBudget } from './build/first-load-budget.ts'

// Relative addresses throughout, so that the page also works behind a reverse proxy that adds a path.
export default defineConfig({
  base: './',
  plugins: [react(), firstLoadBudget({ gzipKilobytes: 350 }), copyPdfData()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: ['chrome100', 'edge100', 'firefox100', 'safari15.4'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
  server: { proxy: { '/api': process.env['KAIWU_SERVER'] ?? 'http://127.0.0.1:3000' } },
})
