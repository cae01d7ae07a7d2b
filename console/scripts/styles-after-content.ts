/**
 * Moves the console's own style sheets behind what index.html says itself, so that it is painted without waiting for
 * them. The console's script waits for them all the same: a browser runs it only when the page's styles are there.
 */
import type { Plugin } from 'vite'

const BUILT_SHEET = /[ \t]*<link rel="stylesheet"[^>]* href="\.\/assets\/[^>]*>\n/g

export const stylesAfterContent = (): Plugin => ({
  name: 'styles-after-content',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(html) {
      const sheets = html.match(BUILT_SHEET) ?? []
      if (sheets.length === 0) throw new Error('The built page names no style sheet of ours.')
      return html.replace(BUILT_SHEET, '').replace('  </body>', `${sheets.join('')}  </body>`)
    },
  },
})
