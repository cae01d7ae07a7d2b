/** The code blocks of our documents that say `run=NAME`: what stands there is what is run, to the letter. */
import { glob, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export type Block = {
  readonly path: string
  readonly name: string
  readonly language: string
  readonly code: string
}

const MARKED = /^```(\w+) run=([\w-]+)\n([\s\S]*?)\n```$/gm

export async function markedBlocks(): Promise<readonly Block[]> {
  const blocks: Block[] = []
  for await (const path of glob('{*.md,{docs,verify,server,cli,console,examples}/**/*.md}', {
    cwd: ROOT,
    exclude: ['**/node_modules/**', '**/documents/**'],
  })) {
    const text = await readFile(`${ROOT}/${path}`, 'utf8')
    for (const [, language = '', name = '', code = ''] of text.matchAll(MARKED)) {
      blocks.push({ path, name, language, code })
    }
  }
  return blocks
}
