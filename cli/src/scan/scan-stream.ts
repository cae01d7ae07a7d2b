/**
 * Looks through what comes in pieces, and into the archives that it is: gzip, Zstandard, tar and zip, one inside the other.
 * How deep, how many files and how many bytes is bounded for each file that one begins with: what is beyond is told.
 */
import { pipeline, Readable, type Duplex } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl'
import { byteReader, type ByteReader } from './byte-reader.ts'
import { createFinder } from './find-values.ts'
import { valuesInName, type Place, type Watcher } from './place.ts'
import { isTar, tarFiles } from './tar.ts'

const DEEPEST = 5
const MOST_BYTES = 4 * 2 ** 30
const MOST_FILES = 200_000
/** A zip inside something else is read whole, since its list stands at its end. */
const LARGEST_INNER_ZIP = 128 * 2 ** 20
/** Of what begins every archive. */
export const HEAD_BYTES = 512

/** What a file that one begins with may still unpack to. */
export type Budget = { bytes: number; files: number }
export const newBudget = (): Budget => ({ bytes: MOST_BYTES, files: MOST_FILES })

type Scan = {
  readonly place: Place
  readonly watcher: Watcher
  readonly budget: Budget
  readonly depth: number
}

export type ArchiveKind = 'gzip' | 'zstd' | 'tar' | 'zip'

export function archiveKind(head: Buffer): ArchiveKind | undefined {
  if (head.length < 4) return undefined
  const magic = head.readUInt32BE(0)
  if (magic >>> 8 === 0x1f8b08) return 'gzip'
  if (magic === 0x28b52ffd) return 'zstd'
  if (magic === 0x504b0304 || magic === 0x504b0506) return 'zip'
  return isTar(head) ? 'tar' : undefined
}

export async function scanStream(source: AsyncIterable<Buffer>, scan: Scan): Promise<void> {
  const reader = byteReader(source)
  const kind = archiveKind(await reader.peek(HEAD_BYTES))
  if (kind === undefined) return scanPlain(reader.pieces(), scan)
  if (scan.depth >= DEEPEST) {
    tellUnread(scan, `archives inside archives are opened ${DEEPEST} deep`)
    return scanPlain(reader.pieces(), scan)
  }
  try {
    await OPENED[kind](reader, { ...scan, depth: scan.depth + 1 })
  } catch (error) {
    tellUnread(scan, wordsOf(error))
  }
}

/** The last piece is only known when there is none behind it. */
export async function scanPlain(pieces: AsyncIterable<Buffer>, { place, watcher }: Scan): Promise<void> {
  const finder = createFinder()
  const look = (piece: Buffer, isLast: boolean): void => {
    for (const { value, line, column } of finder.push(piece, isLast))
      watcher.found({ ...place, value, position: { line, column } })
    watcher.read(piece.length)
  }
  let before: Buffer | undefined
  for await (const piece of pieces) {
    if (before !== undefined) look(before, false)
    before = piece
  }
  if (before !== undefined) look(before, true)
}

const unpacked =
  (unpack: () => Duplex) =>
  async (reader: ByteReader, scan: Scan): Promise<void> => {
    const unpacker = unpack()
    // What fails on the way ends the reading below.
    pipeline(Readable.from(reader.pieces()), unpacker, () => {})
    try {
      await scanStream(bounded(unpacker, scan.budget), scan)
    } finally {
      unpacker.destroy()
    }
  }

const OPENED: Readonly<Record<ArchiveKind, (reader: ByteReader, scan: Scan) => Promise<void>>> = {
  gzip: unpacked(createGunzip),
  zstd: unpacked(createZstdDecompress),
  tar: async (reader, scan) => {
    for await (const { name, pieces } of tarFiles(reader)) {
      if (scan.budget.files-- <= 0) throw new Error(TOO_MANY)
      await scanStream(bounded(pieces, scan.budget), inside(scan, name))
    }
  },
  zip: async (reader, scan) => {
    const whole: Buffer[] = []
    let bytes = 0
    for await (const piece of reader.pieces()) {
      bytes += piece.length
      if (bytes > LARGEST_INNER_ZIP)
        throw new Error(`a zip inside another file is opened up to ${LARGEST_INNER_ZIP >> 20} MB`)
      whole.push(piece)
    }
    await scanZip(await fromBufferPromise(Buffer.concat(whole), ZIP_OPTIONS), scan)
  },
}

/** Names stay bytes: none is ever written to a disk, so none is refused. */
export const ZIP_OPTIONS = { lazyEntries: true, decodeStrings: false, autoClose: false } as const

export async function scanZip(zip: ZipFile, scan: Scan): Promise<void> {
  for await (const entry of zip.eachEntry()) {
    if (scan.budget.files-- <= 0) throw new Error(TOO_MANY)
    const name = nameOf(entry)
    const inner = inside(scan, name)
    if (name.endsWith('/')) continue
    if (entry.isEncrypted()) tellUnread(inner, 'it is encrypted')
    else
      try {
        await scanStream(bounded(await zip.openReadStreamPromise(entry), scan.budget), inner)
      } catch (error) {
        if (scan.budget.bytes <= 0) throw error
        tellUnread(inner, wordsOf(error))
      }
  }
}

const nameOf = ({ fileName }: Entry): string => Buffer.from(fileName as unknown as Buffer).toString()

const TOO_MANY = `it holds more than ${MOST_FILES} files`
const TOO_LARGE = `it unpacks to more than ${MOST_BYTES / 2 ** 30} GB`

async function* bounded(pieces: AsyncIterable<Buffer>, budget: Budget): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    budget.bytes -= piece.length
    if (budget.bytes <= 0) throw new Error(TOO_LARGE)
    yield piece
  }
}

function inside(scan: Scan, name: string): Scan {
  const place = { ...scan.place, inside: [...scan.place.inside, name] }
  for (const value of valuesInName(name)) scan.watcher.found({ ...place, value, position: null })
  return { ...scan, place }
}

export const tellUnread = ({ place, watcher }: Pick<Scan, 'place' | 'watcher'>, why: string): void =>
  watcher.unread({ ...place, why })

export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
