/** How the console is built and served in development. It knows nothing of the address it will be served under. */
import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'
import { compressedFiles } from './scripts/compressed-files.ts'
import { stylesAfterContent } from './scripts/styles-after-content.ts'

const server = process.env['COUNTERSIGN_SERVER'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  // Relative, so that one build works under any path prefix: the server writes the prefix into <base>.
  base: './',
  plugins: [react({ jsxImportSource: '#translatable' }), stylesAfterContent(), compressedFiles()],
  resolve: { conditions: ['countersign-source', ...defaultClientConditions] },
  build: {
    manifest: true,
    modulePreload: { polyfill: false },
    // The Content-Security-Policy allows no data: scripts or styles, and files cache better.
    assetsInlineLimit: 0,
    // One style sheet: a page whose own could not be loaded would never ask for it again.
    cssCodeSplit: false,
  },
  server: { proxy: { '/api': server, '/csp': server, '/help': server } },
})
