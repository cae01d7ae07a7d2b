/**
 * The one secret that is not in the database, and what is derived from it. The key itself is never kept, printed or
 * compared. A key that others could have read, or that would silently replace a lost one, is refused.
 */
import { createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto'
import { link, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makePrivateFolder } from './private-folder.ts'

export type MasterKey = {
  /** Public: tells which master key a database belongs to. */
  readonly id: string
  readonly sealing: KeyObject
  readonly pepper: KeyObject
}

export type MasterKeySource = {
  readonly dataDir: string
  /** The key itself: 32 bytes in base64, base64url or hex. */
  readonly value?: string
  /** A file that holds the key, written in one of the same ways. */
  readonly file?: string
  /** Only true for an installation that has no database yet: a new key opens nothing that another one sealed. */
  readonly mayCreate: boolean
}

const KEY_BYTES = 32
const FILE_NAME = 'master.key'
const MAKE_ONE = 'Make one with "openssl rand -base64 32".'

// Group permission is how Kubernetes hands a secret to a process that is not root.
const OTHERS = 0o007
const GROUP_AND_OTHERS = 0o077

export async function loadMasterKey({
  dataDir,
  value,
  file,
  mayCreate,
}: MasterKeySource): Promise<MasterKey> {
  if (value !== undefined && file !== undefined) {
    throw new Error('The master key is given both as a value and as a file. Keep one of the two settings.')
  }
  if (value !== undefined) return derive(parse(value, 'The master key setting'))
  if (file !== undefined) return derive(await read(file, OTHERS))
  const path = join(dataDir, FILE_NAME)
  const existing = await readIfThere(path, GROUP_AND_OTHERS)
  if (existing) return derive(existing)
  if (!mayCreate) {
    throw new Error(
      `There is a database, but its master key ${path} is missing. Put the file back from your backup; nothing else opens this database.`,
    )
  }
  await create(dataDir, path)
  return derive(await read(path, GROUP_AND_OTHERS))
}

function derive(key: Buffer): MasterKey {
  const derived = (use: string, length: number): Buffer =>
    Buffer.from(hkdfSync('sha256', key, '', `countersign/${use}/v1`, length))
  return {
    id: derived('master-key-id', 8).toString('hex'),
    sealing: createSecretKey(derived('sealing', KEY_BYTES)),
    pepper: createSecretKey(derived('pepper', KEY_BYTES)),
  }
}

function parse(text: string, where: string): Buffer {
  const trimmed = text.trim()
  const isHex = /^[0-9a-f]{64}$/i.test(trimmed)
  if (!isHex && !/^[\w+/-]{43}=?$/.test(trimmed)) {
    throw new Error(`${where} is not 32 bytes written in base64 or hexadecimal. ${MAKE_ONE}`)
  }
  return Buffer.from(trimmed, isHex ? 'hex' : 'base64')
}

async function read(path: string, forbidden: number): Promise<Buffer> {
  const key = await readIfThere(path, forbidden)
  if (!key) throw new Error(`There is no master key file ${path}. Put it there. ${MAKE_ONE}`)
  return key
}

async function readIfThere(path: string, forbidden: number): Promise<Buffer | undefined> {
  try {
    await using handle = await open(path, 'r')
    const { mode } = await handle.stat()
    // Windows has no such permissions and reports all of them.
    if ((mode & forbidden) !== 0 && process.platform !== 'win32') {
      throw new Error(`Others may read the master key ${path}. Allow only its owner: chmod 600 ${path}`)
    }
    return parse(await handle.readFile('utf8'), `The master key file ${path}`)
  } catch (error) {
    if (!isFileError(error)) throw error
    if (error.code === 'ENOENT') return undefined
    throw new Error(`The master key file ${path} cannot be read (${error.code}). Check who owns it.`, {
      cause: error,
    })
  }
}

/** Whole or not at all, and never over another: the file appears under its name only when it is on the disk. */
async function create(dataDir: string, path: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await makePrivateFolder(dataDir)
    await using file = await open(draft, 'wx', 0o600)
    await file.writeFile(`${randomBytes(KEY_BYTES).toString('base64')}\n`)
    await file.sync()
    // Not a rename, which would replace the key of a process that started at the same moment.
    await link(draft, path).catch((error) => {
      if (error.code !== 'EEXIST') throw error
    })
    await using directory = await open(dataDir, 'r')
    await directory.sync()
  } catch (error) {
    if (!isFileError(error)) throw error
    throw new Error(
      `The master key ${path} cannot be written (${error.code}). ${ROOM[error.code] ?? `Make ${dataDir} writable for this process`}, or give it a master key as a setting.`,
      { cause: error },
    )
  } finally {
    // Where it could not be made it can't be removed either; the first reason counts.
    await rm(draft, { force: true }).catch(() => undefined)
  }
}

const ROOM: Readonly<Record<string, string>> = {
  ENOSPC: 'Make room on that disk',
  EDQUOT: 'Make room on that disk for this account',
  EROFS: 'Choose a --data-dir on a disk that takes writes',
  ENOTDIR: 'Choose a --data-dir that is a folder',
  EEXIST: 'Choose a --data-dir that is a folder',
  ENOENT: 'Choose a --data-dir where a folder can be made',
}

const isFileError = (error: unknown): error is NodeJS.ErrnoException & { code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
