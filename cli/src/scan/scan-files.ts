/**
 * Looks through files and folders, and through the history of each git repository on the way. Links are not followed, but
 * for one that was named; what can't be read is told, and the rest goes on.
 */
import {
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { inWords } from '@countersign/server'
import { fromFdPromise } from 'yauzl'
import { createFinder } from './find-values.ts'
import { valuesInName, type Place, type Watcher } from './place.ts'
import { scanGit } from './scan-git.ts'
import {
  archiveKind,
  HEAD_BYTES,
  newBudget,
  scanStream,
  scanZip,
  wordsOf,
  ZIP_OPTIONS,
} from './scan-stream.ts'

export type FilesOptions = { readonly history: boolean; readonly unreachable: boolean }

const PIECE_BYTES = 1024 * 1024
/** Reading is quickest without a way around the event loop; so often others get a turn, a signal among them. */
const TURN_MS = 20

export async function scanFiles(
  paths: readonly string[],
  watcher: Watcher,
  { history, unreachable }: FilesOptions,
): Promise<void> {
  const known = new Set<string>()
  const piece = Buffer.allocUnsafe(PIECE_BYTES)
  let turnEndsAt = performance.now() + TURN_MS
  for (const named of paths) {
    const waiting = [named]
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (performance.now() > turnEndsAt) {
        await setImmediate()
        turnEndsAt = performance.now() + TURN_MS
      }
      const place: Place = { path, inside: [] }
      try {
        const stats = path === named ? statSync(path) : lstatSync(path)
        if (stats.isFile()) await scanFile(place, watcher, piece)
        else if (!stats.isDirectory()) {
          if (path === named) watcher.unread({ ...place, why: 'it is neither a file nor a folder' })
        } else {
          const names = readdirSync(path)
          for (const name of names)
            for (const value of valuesInName(name))
              watcher.found({ path: join(path, name), inside: [], value, position: null })
          const isBare = isRepository(names)
          if (history && (names.includes('.git') || isBare))
            await scanGit(path, watcher, { unreachable, known })
          // Objects are packed: their history is read through git.
          const own = isBare ? names.filter((name) => name !== 'objects') : names
          for (const name of own.toSorted().toReversed()) waiting.push(join(path, name))
        }
      } catch (error) {
        watcher.unread({ ...place, why: inWords(error, path) })
      }
    }
  }
}

/** A folder named `.git`, or a bare repository. */
const isRepository = (names: readonly string[]): boolean =>
  ['HEAD', 'objects', 'refs'].every((name) => names.includes(name))

async function scanFile(place: Place, watcher: Watcher, piece: Buffer): Promise<void> {
  // A pipe that took the file's place must not be waited for.
  const fd = openSync(place.path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    if (!fstatSync(fd).isFile()) return
    const first = readSync(fd, piece, 0, PIECE_BYTES, 0)
    const kind = archiveKind(piece.subarray(0, Math.min(first, HEAD_BYTES)))
    if (kind === undefined) return scanBytes(fd, piece, first, place, watcher)
    const scan = { place, watcher, budget: newBudget(), depth: 0 }
    if (kind !== 'zip')
      return await scanStream(createReadStream('', { fd, start: 0, autoClose: false }), scan)
    try {
      await scanZip(await fromFdPromise(fd, ZIP_OPTIONS), { ...scan, depth: 1 })
    } catch (error) {
      watcher.unread({ ...place, why: wordsOf(error) })
      scanBytes(fd, piece, readSync(fd, piece, 0, PIECE_BYTES, 0), place, watcher)
    }
  } finally {
    closeSync(fd)
  }
}

function scanBytes(fd: number, piece: Buffer, first: number, place: Place, watcher: Watcher): void {
  const finder = createFinder()
  let position = 0
  for (let length = first; ;) {
    position += length
    const isLast = length < PIECE_BYTES
    for (const { value, line, column } of finder.push(piece.subarray(0, length), isLast))
      watcher.found({ ...place, value, position: { line, column } })
    watcher.read(length)
    if (isLast) return
    length = readSync(fd, piece, 0, PIECE_BYTES, position)
  }
}
