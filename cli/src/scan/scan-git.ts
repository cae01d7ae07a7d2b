/**
 * Looks through the history of a git repository, with the git program: every commit, tag, folder and version of a file that
 * anything leads to, or, when asked, every object there is. It runs nothing of the repository's own and asks no server.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { pipeline } from 'node:stream'
import { inWords } from '@countersign/server'
import { byteReader } from './byte-reader.ts'
import { createFinder } from './find-values.ts'
import type { Found, Place, Watcher } from './place.ts'

const SAFE = [
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '--no-replace-objects',
  '--no-pager',
]
/** A partial clone would otherwise fetch what is missing, and git might ask for a password. */
const ENVIRONMENT = { GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' }
/** Of a git that calls us, such as a hook's: they would lead to its repository, whatever the folder. */
const NOT_PASSED_ON = ['GIT_DIR', 'GIT_COMMON_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE']
const REACHABLE = ['rev-list', '--objects', '--all', '--reflog', '--indexed-objects', '--missing=allow-any']
const FORMAT = '%(objectname) %(objecttype) %(objectsize) %(rest)'
const LONGEST_HEADER = 64 * 1024
/** Of one repository: where they came in is looked up for all together. */
const MOST_HELD = 10_000

type Object = { readonly id: string; readonly type: string; readonly path: string | null }
type Held = { readonly object: Object; readonly found: Omit<Found, keyof Place> }

/** `known`: those that were looked through; two folders may be of one. */
type GitOptions = { readonly unreachable: boolean; readonly known: Set<string> }

export async function scanGit(
  folder: string,
  watcher: Watcher,
  { unreachable, known }: GitOptions,
): Promise<void> {
  const place: Place = { path: folder, inside: [] }
  const running: Running[] = []
  const start = (...argv: string[]): Running => {
    const git = startGit(folder, argv)
    running.push(git)
    return git
  }
  try {
    const repository = await linesOf(start('rev-parse', '--path-format=absolute', '--git-common-dir'))
    if (known.has(repository)) return
    known.add(repository)
    let held: Held[] = []
    const tell = async (): Promise<void> => {
      const blobs = new Set(held.map(({ object }) => object.id))
      const origins = blobs.size === 0 ? new Map<string, Origin>() : await originsOf(start(...LOG), blobs)
      for (const { object, found } of held) {
        const origin = origins.get(object.id)
        const commit = object.type === 'commit' ? object.id : (origin?.commit ?? null)
        const path = object.type === 'blob' ? (origin?.path ?? object.path) : partOf(object.type)
        watcher.found({ ...place, git: { object: object.id, commit, path }, ...found })
      }
      held = []
    }
    const batch = ['cat-file', `--batch=${FORMAT}`, '--buffer']
    const contents = unreachable ? start(...batch, '--batch-all-objects', '--unordered') : start(...batch)
    if (!unreachable) pipeline(start(...REACHABLE).process.stdout, contents.process.stdin, () => {})
    for await (const each of objectsIn(contents.process)) {
      const finder = createFinder()
      let left = each.size
      for await (const piece of each.pieces) {
        left -= piece.length
        watcher.read(piece.length)
        for (const { value, line, column } of finder.push(piece, left === 0))
          held.push({ object: each, found: { value, position: { line, column } } })
      }
      if (held.length >= MOST_HELD) await tell()
    }
    await tell()
    for (const git of running) await git.ended()
  } catch (error) {
    watcher.unread({ ...place, why: `its history: ${inWords(error)}` })
  } finally {
    for (const { process: child } of running) child.kill()
  }
}

const partOf = (type: string): string =>
  type === 'tree' ? '(a name in a folder)' : `(the message of the ${type})`

type Running = {
  readonly process: ChildProcessWithoutNullStreams
  /** @throws {Error} with what git said, unless all went well */
  ended(): Promise<void>
}

function startGit(folder: string, argv: readonly string[]): Running {
  const env: NodeJS.ProcessEnv = { ...process.env, ...ENVIRONMENT }
  for (const name of NOT_PASSED_ON) delete env[name]
  const child = spawn('git', [...SAFE, '-C', folder, ...argv], { env })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(0, 2000)))
  child.stdin.on('error', () => {})
  const closed = once(child, 'close').then(
    ([code]) => (code === 0 ? undefined : new Error(said.trim() || `git ended with ${String(code)}`)),
    (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? new Error('the program git is not there') : error,
  )
  return {
    process: child,
    ended: async () => {
      const error = await closed
      if (error !== undefined) throw error
    },
  }
}

/** @throws {Error} with what git said */
async function linesOf(git: Running): Promise<string> {
  let text = ''
  for await (const part of git.process.stdout.setEncoding('utf8')) text += part as string
  await git.ended()
  return text.trim()
}

/** Each object with its bytes, which have to be read before the next. */
async function* objectsIn({
  stdout,
}: ChildProcessWithoutNullStreams): AsyncGenerator<
  Object & { readonly size: number; readonly pieces: AsyncGenerator<Buffer> }
> {
  const reader = byteReader(stdout)
  for (
    let header = await reader.line(LONGEST_HEADER);
    header !== undefined;
    header = await reader.line(LONGEST_HEADER)
  ) {
    const [, id = '', type = '', size = '', path = ''] = /^(\S+) (\S+) (\d+) ?(.*)$/s.exec(header) ?? []
    // One that is missing has no bytes.
    if (id === '') continue
    yield {
      id,
      type,
      size: Number(size),
      path: path === '' ? null : path,
      pieces: reader.pieces(Number(size)),
    }
    await reader.take(1)
  }
}

const LOG = ['log', '--all', '--reflog', '-m', '--raw', '--no-abbrev', '--no-renames', '--format=commit %H']

type Origin = { readonly commit: string; readonly path: string }

/** The oldest commit in which each of them is. */
async function originsOf(log: Running, blobs: ReadonlySet<string>): Promise<ReadonlyMap<string, Origin>> {
  const origins = new Map<string, Origin>()
  const reader = byteReader(log.process.stdout)
  let commit = ''
  for (
    let line = await reader.line(LONGEST_HEADER);
    line !== undefined;
    line = await reader.line(LONGEST_HEADER)
  ) {
    if (line.startsWith('commit ')) commit = line.slice('commit '.length)
    const [, blob = '', path = ''] = /^:\S+ \S+ \S+ (\S+) \S+\t(.*)$/s.exec(line) ?? []
    // The log goes back in time.
    if (blobs.has(blob)) origins.set(blob, { commit, path })
  }
  return origins
}
