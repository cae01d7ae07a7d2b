/**
 * Lays a compressed copy beside every file of the build that is worth it, so that the server sends it as it is and
 * compresses nothing itself. index.html has none: the server writes its path prefix into it.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const WORTH_IT = /\.(js|css|svg)$/
const SMALLEST_BYTES = 1024

export const compressedFiles = (): Plugin => ({
  name: 'compressed-files',
  apply: 'build',
  async writeBundle({ dir = '' }, bundle) {
    const files = Object.keys(bundle).filter((file) => WORTH_IT.test(file))
    await Promise.all(files.map((file) => compress(join(dir, file))))
  },
})

async function compress(file: string): Promise<void> {
  const content = await readFile(file)
  if (content.length < SMALLEST_BYTES) return
  await writeFile(`${file}.br`, await promisify(brotliCompress)(content))
  await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }))
}
