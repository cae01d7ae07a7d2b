/** Makes a folder, and those above it, that only this account may enter. Leaves one that is there as it is. */
import { mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** Step by step: below a file, and where nothing can be made, Node's own way goes round in a circle for ever. */
export async function makePrivateFolder(folder: string): Promise<void> {
  const path = resolve(folder)
  try {
    await makeOne(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    await makePrivateFolder(dirname(path))
    await makeOne(path)
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    const isThere = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    )
    if (!isThere) throw error
  }
}
