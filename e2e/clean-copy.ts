/**
 * This repository as someone has it who has just cloned it and typed `npm ci`: nothing built, no data. What is installed
 * is linked, so that nothing is fetched; our own packages are those of the copy.
 */
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Cleanup } from '../server/testing/cleanup.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** What git ignores, and git's own. */
const IGNORED = /^(node_modules|dist|\.git|\.demo|countersign-data|\.building-.*)$|\.(tsbuildinfo|tgz)$/

export async function cleanCopy(test: Cleanup): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'countersign-test-clone-'))
  test.after(() => rm(copy, { recursive: true, force: true }))
  await cp(ROOT, copy, { recursive: true, filter: (path) => !IGNORED.test(basename(path)) })
  const installed = join(ROOT, 'node_modules')
  const modules = join(copy, 'node_modules')
  await mkdir(join(modules, '@countersign'), { recursive: true })
  for (const name of await readdir(installed)) {
    if (name === '@countersign' || name === 'countersign' || /^\.(?!bin$)/.test(name)) continue
    await symlink(join(installed, name), join(modules, name))
  }
  for (const name of ['api', 'console', 'server', 'verify'])
    await symlink(join(copy, name), join(modules, '@countersign', name))
  return copy
}
