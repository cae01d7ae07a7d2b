/**
 * Builds what is written in another language, in a copy of its folder: what it needs is fetched once, by the language's own
 * tool, and what it built is kept beside the packages of npm.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, glob, mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { missing, run } from './at-hand.ts'
import { ROOT } from './blocks.ts'

export type Buildable = {
  /** In this repository. */
  readonly folder: string
  /** Programs of the language. */
  readonly programs: readonly string[]
  /** Done once. */
  readonly build?: string
}

const CACHE = join(ROOT, 'node_modules/.cache/countersign-examples')
const BUILD_LIMIT_MS = 100_000
/** What tools say when there is no way to the packages, or they are older than the example: not the example's fault. */
const NOT_HERE = new RegExp(
  [
    'could not (?:resolve|transfer|find a version)|no such host|dial tcp|connection (?:refused|error|broken|reset)',
    'name resolution|unreachable|proxy|certificate|timed? ?out|timeout|no matching distribution|status code:? [45]\\d\\d',
    'ensurepip|no module named (?:venv|pip)|externally-managed|requires? go|toolchain|unsupported class file',
    'release version .* not supported|invalid target release|no space left|permission denied',
  ].join('|'),
  'i',
)

type Built = { readonly folder: string } | { readonly skip: string }

/** The folder in which it can be run, or why it can't be on this machine. One that does not build is a failure. */
export async function built({ folder: from, programs, build }: Buildable): Promise<Built> {
  const skip = await missing(...programs)
  if (skip !== undefined) return { skip }
  if (build === undefined) return { folder: ROOT }
  const folder = join(CACHE, `${basename(from)}-${await fingerprint(from)}`)
  const isBuilt = join(folder, '.built')
  if (existsSync(isBuilt)) return { folder }
  // What an earlier run fetched before its time was over is still there.
  await mkdir(CACHE, { recursive: true })
  await cp(join(ROOT, from), folder, { recursive: true })
  const { code, output, errors } = await run('sh', ['-c', build], { cwd: folder, limitMs: BUILD_LIMIT_MS })
  if (code === 0) {
    await writeFile(isBuilt, '')
    return { folder }
  }
  const told = `${output}\n${errors}`
  if (code === null) return { skip: `not at hand: the packages of ${from} within ${BUILD_LIMIT_MS / 1000} s` }
  if (NOT_HERE.test(told)) return { skip: `not at hand: the tools or packages of ${from}` }
  throw new Error(`${from} could not be built: ${told}`)
}

/** Of what it is made of: another text is another build. */
async function fingerprint(from: string): Promise<string> {
  const hash = createHash('sha256')
  const files: string[] = []
  for await (const path of glob('**/*.*', { cwd: join(ROOT, from) })) files.push(path)
  for (const path of files.toSorted()) {
    if (/\.\w+$/.test(path)) hash.update(path).update(await readFile(join(ROOT, from, path)))
  }
  return hash.digest('hex').slice(0, 16)
}
