/**
 * The form of a backup, the same for every engine: gzip of JSON lines. First what it is, then rows by the batch, last a
 * seal over everything before it that only the master key can make. Whoever reads one is told of a file that was cut off
 * or changed; until the seal was checked nothing in it is to be believed.
 */
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { createGunzip, createGzip } from 'node:zlib'
import { createDigest } from '../../crypto/digest.ts'
import type { KeyedHash } from '../../crypto/keyed-hash.ts'
import { randomUuid } from '../../crypto/random.ts'
import type { ArchivedRows, ArchivedValue, ArchiveTally } from '../../store/backup/archive-store.ts'
import { createTally } from '../../store/backup/archive-tally.ts'

const FORMAT = 'countersign-backup/1'

export type BackupHeader = {
  readonly format: string
  /** The version of Countersign. */
  readonly madeBy: string
  readonly madeAt: string
  /** The migrations of the tables. */
  readonly schema: readonly string[]
  readonly masterKeyId: string
}

type Trailer = { readonly seal: string }

/**
 * Under its name only when it is whole, on the disk and was read back: `confirm` gets what the file holds. Readable for
 * nobody else. Answers how many rows it holds.
 */
export async function writeBackupFile(
  path: string,
  header: Omit<BackupHeader, 'format'>,
  batches: AsyncIterable<ArchivedRows>,
  { keyedHash, confirm }: { keyedHash: KeyedHash; confirm: (tally: ArchiveTally) => Promise<void> },
): Promise<number> {
  await assertReplaceable(path)
  const draft = `${path}.${randomUuid()}.partial`
  let rows = 0
  async function* lines(): AsyncGenerator<string> {
    const digest = createDigest()
    const line = (content: unknown): string => {
      const text = `${JSON.stringify(content)}\n`
      digest.add(text)
      return text
    }
    yield line({ format: FORMAT, ...header })
    for await (const batch of batches) {
      rows += batch.rows.length
      yield line({ ...batch, rows: batch.rows.map((row) => row.map(toJson)) })
    }
    const trailer: Trailer = { seal: sealOf(keyedHash, digest.hex()) }
    yield `${JSON.stringify(trailer)}\n`
  }
  try {
    await using file = await open(draft, 'wx', 0o600)
    await file.writeFile(Readable.from(lines()).compose(createGzip()))
    await file.sync()
    const { tally, add } = createTally()
    for await (const batch of batchesIn(draft, keyedHash)) add(batch)
    await confirm(tally)
    await rename(draft, path)
    await using folder = await open(dirname(path), 'r')
    await folder.sync()
  } catch (error) {
    // Where it could not be made it can't be removed either; the first reason counts.
    await rm(draft, { force: true }).catch(() => undefined)
    // Whoever asked for it knows the one name only.
    throw isOfFile(error, draft) ? Object.assign(error, { path }) : error
  }
  return rows
}

/** Taking the place of a device would end it for the whole machine. */
async function assertReplaceable(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) throw new Error(`${path} is a folder. Name a file in it.`)
  if (found?.isFile() === false)
    throw new Error(`${path} is a device or a pipe, and a backup must be read back. Name a file.`)
}

function isOfFile(error: unknown, path: string): error is NodeJS.ErrnoException {
  if (!(error instanceof Error)) return false
  const { path: named, syscall = '' } = error as NodeJS.ErrnoException
  return named === path || (named === undefined && ['write', 'fsync', 'read'].includes(syscall))
}

/** The first line only, unchecked: for saying what a file is. */
export async function readBackupHeader(path: string): Promise<BackupHeader> {
  for await (const { content } of linesOf(path)) {
    const header = content as BackupHeader | null
    if (header?.format === FORMAT) return header
    break
  }
  throw new Error(`${path} is no backup that this version of Countersign can read.`)
}

/** Reads all of it and believes nothing: throws unless the seal fits. */
export async function checkBackupFile(path: string, keyedHash: KeyedHash): Promise<void> {
  for await (const line of sealedLines(path, keyedHash)) void line
}

/** The batches. Checks the seal once more at the end: what was checked before may have been another file. */
export async function* batchesIn(path: string, keyedHash: KeyedHash): AsyncGenerator<ArchivedRows> {
  let isHeader = true
  for await (const line of sealedLines(path, keyedHash)) {
    const batch = line as Omit<ArchivedRows, 'rows'> & { readonly rows: readonly (readonly JsonValue[])[] }
    if (!isHeader) yield { ...batch, rows: batch.rows.map((row) => row.map(fromJson)) }
    isHeader = false
  }
}

async function* sealedLines(path: string, keyedHash: KeyedHash): AsyncGenerator<unknown> {
  const digest = createDigest()
  let trailer: Trailer | undefined
  for await (const { text, content } of linesOf(path)) {
    if (trailer !== undefined) throw damaged(path)
    if (isTrailer(content)) trailer = content
    else {
      digest.add(text)
      yield content
    }
  }
  if (trailer?.seal !== sealOf(keyedHash, digest.hex())) throw damaged(path)
}

const sealOf = (keyedHash: KeyedHash, digest: string): string =>
  Buffer.from(keyedHash.hashOf('backup', digest)).toString('hex')

const isTrailer = (content: unknown): content is Trailer =>
  typeof content === 'object' && content !== null && 'seal' in content

const damaged = (path: string, cause?: unknown): Error =>
  new Error(
    `${basename(path)} is not whole: it was cut off or changed after it was made. Nothing was restored.`,
    {
      cause,
    },
  )

type JsonValue = string | number | null | { readonly base64: string }

const toJson = (value: ArchivedValue): JsonValue =>
  value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value

const fromJson = (value: JsonValue): ArchivedValue =>
  typeof value === 'object' && value !== null ? new Uint8Array(Buffer.from(value.base64, 'base64')) : value

type Line = { readonly text: string; readonly content: unknown }

/** Not by node:readline, for which more than a line feed ends a line. */
async function* linesOf(path: string): AsyncGenerator<Line> {
  const file: FileHandle = await open(path, 'r')
  try {
    const unzipped = createGunzip().setEncoding('utf8')
    // What goes wrong is thrown to whoever reads, below.
    pipeline(file.createReadStream({ autoClose: false }), unzipped, () => {})
    let begun = ''
    for await (const chunk of unzipped as AsyncIterable<string>) {
      const [first = '', ...more] = chunk.split('\n')
      const parts = [begun + first, ...more]
      begun = parts.pop() ?? ''
      for (const part of parts) yield { text: `${part}\n`, content: JSON.parse(part) }
    }
    if (begun !== '') throw new Error('The last line has no end')
  } catch (cause) {
    throw isOfFile(cause, path) ? Object.assign(cause, { path }) : damaged(path, cause)
  } finally {
    await file.close()
  }
}
