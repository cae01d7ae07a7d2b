/**
 * Builds the console and tells how much script each page needs when it is the first one opened: the entry and the
 * page's own part, with everything they import. Exits with 1 when a page is above the bar.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build, type Manifest } from 'vite'

/** docs: performance, row 13. */
const BAR_BYTES = 250_000

const ROOT = fileURLToPath(new URL('..', import.meta.url))

await build({ root: ROOT, logLevel: 'error' })
const manifest = JSON.parse(await readFile(`${ROOT}/dist/.vite/manifest.json`, 'utf8')) as Manifest
const entry = Object.entries(manifest).find(([, chunk]) => chunk.isEntry)
const pages = entry?.[1].dynamicImports ?? []
if (!entry || pages.length === 0)
  throw new Error('The manifest names no entry with pages; nothing was measured.')

const sizes = new Map<string, { readonly gzip: number; readonly brotli: number }>()
let isAbove = false
for (const page of pages) {
  const files = [...filesOf(entry[0]), ...filesOf(page)]
  const total = { gzip: 0, brotli: 0 }
  for (const file of new Set(files)) {
    const { gzip, brotli } = await sizeOf(file)
    total.gzip += gzip
    total.brotli += brotli
  }
  isAbove ||= total.gzip > BAR_BYTES
  const name = page.replace(/^.*\//, '').replace(/\.tsx$/, '')
  process.stdout.write(`${name.padEnd(20)} ${kilobytes(total.gzip)} gzip ${kilobytes(total.brotli)} brotli\n`)
}
process.stdout.write(`The bar is ${kilobytes(BAR_BYTES).trim()} of script with gzip.\n`)
process.exitCode = isAbove ? 1 : 0

/** The chunk and, once each, all that it imports statically. */
function filesOf(key: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[key]
  if (!chunk || seen.has(chunk.file)) return seen
  seen.add(chunk.file)
  for (const imported of chunk.imports ?? []) filesOf(imported, seen)
  return seen
}

async function sizeOf(file: string): Promise<{ readonly gzip: number; readonly brotli: number }> {
  const known = sizes.get(file)
  if (known) return known
  const content = await readFile(`${ROOT}/dist/${file}`)
  const size = { gzip: gzipSync(content).length, brotli: brotliCompressSync(content).length }
  sizes.set(file, size)
  return size
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`.padStart(9)
}
