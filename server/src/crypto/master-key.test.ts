/** Where the master key comes from, what is derived from it for ever, and how each problem is told. */
import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { inspect } from 'node:util'
import { loadMasterKey, type MasterKeySource } from './master-key.ts'

const HEX = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'
const BASE64 = Buffer.from('fb'.repeat(32), 'hex').toString('base64')

const root = await mkdtemp(join(tmpdir(), 'countersign-'))
after(() => rm(root, { recursive: true }))
let directories = 0
const emptyDataDir = (): string => join(root, String(directories++), 'data')
const load = (source: Partial<MasterKeySource>) =>
  loadMasterKey({ dataDir: emptyDataDir(), mayCreate: false, ...source })

async function fileWith(text: string, mode = 0o600): Promise<string> {
  const dataDir = emptyDataDir()
  await mkdir(dataDir, { recursive: true })
  const path = join(dataDir, 'master.key')
  await writeFile(path, text)
  await chmod(path, mode)
  return path
}

// Computed with another implementation (Python's hmac): a changed derivation would lock everyone out of their data.
test('what is derived from a key never changes', async () => {
  const { id, sealing, pepper } = await load({ value: HEX })
  assert.equal(id, '110fb96fe6fd1271')
  assert.equal(
    sealing.export().toString('hex'),
    '9c6671074670349e6c119ff14364149edfdc8c433c5cab63165095a93d6e2579',
  )
  assert.equal(
    pepper.export().toString('hex'),
    'c0e88a6c0be20f285a7ae01c0043a2d5d5657cff9d2b07eaf110c91a3120a305',
  )
})

test('one key written in hexadecimal, base64 or base64url is the same key, given as value or file', async () => {
  const written = [
    'fb'.repeat(32),
    'FB'.repeat(32),
    BASE64,
    BASE64.replace('=', ''),
    BASE64.replaceAll('+', '-').replaceAll('/', '_'),
    ` ${BASE64}\n`,
  ]
  const ids = new Set<string>()
  for (const value of written) {
    ids.add((await load({ value })).id)
    ids.add((await load({ file: await fileWith(value) })).id)
  }
  assert.equal(ids.size, 1)
})

test('the first start makes a key that only its owner may read, and later starts use it', async () => {
  const dataDir = emptyDataDir()
  const made = await load({ dataDir, mayCreate: true })
  assert.deepEqual(await readdir(dataDir), ['master.key'])
  assert.equal((await stat(join(dataDir, 'master.key'))).mode & 0o777, 0o600)
  assert.equal((await load({ dataDir })).id, made.id)
  assert.equal((await load({ dataDir, mayCreate: true })).id, made.id)
  assert.equal((await load({ value: await readFile(join(dataDir, 'master.key'), 'utf8') })).id, made.id)
})

test('many first starts at once agree on one key', async () => {
  const dataDir = emptyDataDir()
  // One after another by a little, so that some look before the key is there and write after others have used it.
  const starts = Array.from({ length: 50 }, async (_, turns) => {
    for (let turn = 0; turn < turns; turn++) await setImmediate()
    return load({ dataDir, mayCreate: true })
  })
  assert.equal(new Set((await Promise.all(starts)).map(({ id }) => id)).size, 1)
  assert.deepEqual(await readdir(dataDir), ['master.key'])
})

test('a lost key is not replaced by a new one', async () => {
  const dataDir = emptyDataDir()
  await assert.rejects(load({ dataDir }), /master\.key is missing\. Put the file back from your backup/)
  await assert.rejects(stat(dataDir), { code: 'ENOENT' })
})

test('a key that others may read is refused with the command that mends it', async () => {
  for (const mode of [0o644, 0o640, 0o604, 0o666]) {
    const path = await fileWith(HEX, mode)
    await assert.rejects(load({ dataDir: join(path, '..'), mayCreate: true }), {
      message: `Others may read the master key ${path}. Allow only its owner: chmod 600 ${path}`,
    })
  }
  await assert.rejects(load({ file: await fileWith(HEX, 0o644) }), /chmod 600/)
})

test('a file that is handed over may be readable by the group', async () => {
  assert.equal((await load({ file: await fileWith(HEX, 0o440) })).id, '110fb96fe6fd1271')
})

test('what is not a key is refused with a sentence that says what to do, and is not shown', async () => {
  const wrong = ['', 'secret', HEX.slice(1), `${HEX}00`, BASE64.slice(2), `${BASE64}A`, `${HEX.slice(1)}g`]
  for (const value of wrong) {
    const saysWhatToDo = ({ message }: Error) =>
      /is not 32 bytes .* Make one with "openssl rand -base64 32"\.$/.test(message) &&
      (value === '' || !message.includes(value))
    await assert.rejects(load({ value }), saysWhatToDo)
    await assert.rejects(load({ file: await fileWith(value) }), saysWhatToDo)
  }
})

test('a key that is given twice, missing, unreadable or unwritable is refused with a sentence', async () => {
  const file = await fileWith(HEX)
  const directory = join(file, '..')
  await assert.rejects(load({ value: HEX, file }), /both as a value and as a file/)
  await assert.rejects(
    load({ file: `${file}.missing` }),
    /There is no master key file .*\.missing\. Put it there/,
  )
  await assert.rejects(load({ file: directory }), /chmod 600|cannot be read \(EISDIR\)/)
  await assert.rejects(load({ dataDir: join(file, 'data'), mayCreate: true }), /\(ENOTDIR\)/)
})

test('nothing of the key is seen by looking at it', async () => {
  const masterKey = await load({ value: HEX })
  const seen = inspect(masterKey, { depth: 9, showHidden: true }) + JSON.stringify(masterKey)
  const keys = [HEX, ...[masterKey.sealing, masterKey.pepper].map((key) => key.export().toString('hex'))]
  for (const key of keys) {
    assert.ok(!seen.includes(key.slice(0, 8)))
    assert.ok(!seen.includes(Buffer.from(key, 'hex').toString('base64').slice(0, 8)))
  }
})
