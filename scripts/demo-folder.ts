/**
 * What the demonstration keeps between two starts. It is never taken away from one that runs: whoever uses the folder
 * holds a lock in it, which ends with the process however that ends.
 */
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fillWithDemonstration, type Config, type Demonstration } from '@countersign/server'

export const FOLDER = '.demo'
export const DATA = join(FOLDER, 'data')
const FACTS = join(FOLDER, 'demonstration.json')
const LOCK = 'lock'

/** What there is, or what is made when there is nothing yet. */
export async function openDemonstration(
  config: Config,
  { isReset }: { readonly isReset: boolean },
): Promise<Demonstration> {
  await mkdir(FOLDER, { recursive: true, mode: 0o700 })
  const lock = new DatabaseSync(join(FOLDER, LOCK))
  if (isReset || !existsSync(FACTS)) {
    takeAlone(lock)
    // A demonstration that was interrupted half-way is of no use to anyone.
    if (isReset || !existsSync(FACTS)) await makeAnew(config)
    lock.exec('commit')
  }
  // Beside others, until the process ends.
  lock.exec('begin; select * from sqlite_schema')
  process.once('exit', () => lock.close())
  return JSON.parse(await readFile(FACTS, 'utf8')) as Demonstration
}

function takeAlone(lock: DatabaseSync): void {
  try {
    lock.exec('begin exclusive')
  } catch (cause) {
    if ((cause as { errcode?: number }).errcode !== BUSY) throw cause
    throw new Error(
      `A demonstration runs in ${FOLDER}/, or is just being made. Stop it with Ctrl+C where it was started, then try again.`,
      { cause },
    )
  }
}
const BUSY = 5

/** The value of the API token is in no database: only the file of facts has it. */
async function makeAnew(config: Config): Promise<void> {
  for (const name of await readdir(FOLDER)) {
    if (!name.startsWith(LOCK)) await rm(join(FOLDER, name), { recursive: true, force: true })
  }
  const made = await fillWithDemonstration(config)
  await writeFile(FACTS, JSON.stringify(made, null, 2), { mode: 0o600 })
}
