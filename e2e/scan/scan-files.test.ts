/** Files, folders, archives and history: what is in them is found where it is, and what can't be read is told. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, suite, test } from 'node:test'
import { crc32, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { makeTokenString } from '../../server/src/crypto/token-string.ts'
import { placeInWords, type Found, type Unread, type Watcher } from '../../cli/src/scan/place.ts'
import { scanFiles } from '../../cli/src/scan/scan-files.ts'
import { scanStream } from '../../cli/src/scan/scan-stream.ts'

const folder = mkdtempSync(join(tmpdir(), 'countersign-scan-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const value = makeTokenString('t').value.reveal()
const other = makeTokenString('s').value.reveal()
const LINE = `first\nTOKEN=${value}\n`

function watching() {
  const found: Found[] = []
  const unread: Unread[] = []
  const watcher: Watcher = {
    found: (one) => found.push(one),
    unread: (one) => unread.push(one),
    read: () => {},
  }
  const places = () =>
    found
      .map((one) => `${placeInWords(one)} ${one.position?.line ?? 'name'}`.replaceAll(`${folder}/`, ''))
      .toSorted()
  return { watcher, found, unread, places }
}

async function scanned(path: string, options: { history?: boolean; unreachable?: boolean } = {}) {
  const watch = watching()
  await scanFiles([path], watch.watcher, { history: true, unreachable: false, ...options })
  return watch
}

/** A new folder with these files. */
function folderWith(name: string, files: Readonly<Record<string, string | Buffer>>): string {
  const path = join(folder, name)
  mkdirSync(path, { recursive: true })
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(join(path, file, '..'), { recursive: true })
    writeFileSync(join(path, file), content)
  }
  return path
}

/** As tar writes it; a long name stands in an entry of its own. */
function tarWith(files: Readonly<Record<string, string | Buffer>>): Buffer {
  const entry = (name: string, content: Buffer, type: string): Buffer => {
    const head = Buffer.alloc(512)
    head.write(name.slice(0, 100), 0)
    head.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124)
    head.write(type, 156)
    head.write('ustar\x0000', 257, 'latin1')
    return Buffer.concat([head, content, Buffer.alloc((512 - (content.length % 512)) % 512)])
  }
  const entries = Object.entries(files).map(([name, content]) =>
    Buffer.concat([
      ...(name.length > 100 ? [entry('././@LongLink', Buffer.from(`${name}\0`), 'L')] : []),
      entry(name, Buffer.from(content), '0'),
    ]),
  )
  return Buffer.concat([...entries, Buffer.alloc(1024)])
}

function zipWith(files: Readonly<Record<string, string | Buffer>>, flags = 0): Buffer {
  const parts: Buffer[] = []
  const list: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(files)) {
    const packed = deflateRawSync(content)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(flags, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(Buffer.byteLength(content), 18)
    common.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    list.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), common, tail, Buffer.from(name)]))
    parts.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(list)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(list.length, 8)
  end.writeUInt16LE(list.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, directory, end])
}

suite('files', () => {
  test('are found in all folders, across pieces and in names; links are not followed', async () => {
    const path = folderWith('tree', {
      'a/.env': LINE,
      'b/large.bin': Buffer.concat([
        Buffer.alloc(2 ** 20 - 30, 'x\n'),
        Buffer.from(value),
        Buffer.alloc(2 ** 20),
      ]),
      [`b/${value}.txt`]: 'nothing',
    })
    symlinkSync('.', join(path, 'loop'))
    symlinkSync(join(path, 'a/.env'), join(path, 'link'))
    execFileSync('sh', ['-c', 'mkfifo "$0"', join(path, 'pipe')])
    const { places, unread } = await scanned(path)
    assert.deepEqual(places(), [
      'tree/a/.env 2',
      `tree/b/[token].txt name`,
      `tree/b/large.bin ${2 ** 19 - 14}`,
    ])
    assert.deepEqual(unread, [])
  })

  test('that were named are looked at through a link; what is not there is told, and the rest goes on', async () => {
    const path = folderWith('named', { 'a.txt': LINE })
    symlinkSync('b', join(path, 'b'))
    symlinkSync('a.txt', join(path, 'link'))
    const watch = watching()
    const paths = ['none', 'b', 'link'].map((name) => join(path, name))
    await scanFiles(paths, watch.watcher, { history: true, unreachable: false })
    assert.deepEqual(watch.places(), ['named/link 2'])
    assert.deepEqual(
      watch.unread.map((one) => placeInWords(one).replace(`${folder}/`, '')),
      ['named/none', 'named/b'],
    )
  })
})

suite('archives', () => {
  test('are opened one inside the other, whatever they are called', async () => {
    const deep = `${'long/'.repeat(30)}name`
    const path = folderWith('archives', {
      'a.gz': gzipSync(LINE),
      'b.tar': tarWith({ 'in/one': 'x', [deep]: LINE, 'in/two': LINE }),
      'c.jar': zipWith({
        'd.tgz': gzipSync(tarWith({ 'e.txt': LINE })),
        'f.zip': zipWith({ 'g.txt': LINE }),
        '../h': LINE,
      }),
      'i.dat': zstdCompressSync(Buffer.from(LINE)),
      'j.tar': tarWith({ [`${value}`]: 'its name' }),
    })
    const { places, unread } = await scanned(path)
    assert.deepEqual(unread, [])
    assert.deepEqual(
      places(),
      [
        'archives/a.gz 2',
        ...[`archives/b.tar!${deep} 2`, 'archives/b.tar!in/two 2'],
        ...['archives/c.jar!../h 2', 'archives/c.jar!d.tgz!e.txt 2', 'archives/c.jar!f.zip!g.txt 2'],
        ...['archives/i.dat 2', 'archives/j.tar![token] name'],
      ].toSorted(),
    )
  })

  test('that are broken or encrypted are told, and what else there is is found', async () => {
    const zip = zipWith({ 'a.txt': LINE })
    const path = folderWith('broken', {
      'a.zip': Buffer.concat([zip.subarray(0, 40), Buffer.from(LINE)]),
      'b.gz': gzipSync(LINE).subarray(0, 20),
      'c.zip': zipWith({ 'secret.txt': LINE }, 1),
      'd.tar': Buffer.concat([tarWith({ one: LINE }).subarray(0, 1024), Buffer.alloc(512, 'x')]),
      'e.txt': LINE,
    })
    const { places, unread } = await scanned(path)
    assert.deepEqual(places(), ['broken/a.zip 2', 'broken/d.tar!one 2', 'broken/e.txt 2'])
    assert.deepEqual(
      unread.map((one) => placeInWords(one).replace(`${folder}/`, '')),
      ['broken/a.zip', 'broken/b.gz', 'broken/c.zip!secret.txt', 'broken/d.tar'],
    )
  })

  test('unpack to so many bytes and files, and so deep, and no more', async () => {
    const looked = async (bytes: Buffer, budget: { bytes: number; files: number }) => {
      const watch = watching()
      const place = { path: 'it', inside: [] }
      await scanStream(Readable.from([bytes]), { place, watcher: watch.watcher, budget, depth: 0 })
      return [watch.places(), watch.unread.map(({ why }) => why)]
    }
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    assert.deepEqual(await looked(bomb, { bytes: 1_000_000, files: 10 }), [
      [],
      ['it unpacks to more than 4 GB'],
    ])
    const many = tarWith(Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`f${at}`, LINE])))
    const [found, unread] = await looked(many, { bytes: 1_000_000, files: 3 })
    assert.deepEqual([found!.length, unread], [3, ['it holds more than 200000 files']])
    let nested: Buffer = Buffer.from(LINE)
    for (let depth = 0; depth < 7; depth++) nested = gzipSync(nested)
    assert.deepEqual(await looked(nested, { bytes: 1_000_000, files: 3 }), [
      [],
      ['archives inside archives are opened 5 deep'],
    ])
  })
})

suite('the history of a git repository', () => {
  const git = (path: string, ...argv: string[]): string =>
    execFileSync('git', ['-C', path, '-c', 'user.name=Max', '-c', 'user.email=max@acme.example', ...argv], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim()

  test('is looked through: what was removed, messages, and with --unreachable what nothing leads to', async () => {
    const path = folderWith('history', { 'app/.env': LINE, 'kept.txt': 'nothing' })
    git(path, 'init', '-q', '-b', 'main')
    git(path, 'add', '.')
    git(path, 'commit', '-qm', 'first')
    const first = git(path, 'rev-parse', 'HEAD')
    git(path, 'rm', '-q', 'app/.env')
    git(path, 'commit', '-qm', `second ${other}`)
    const second = git(path, 'rev-parse', 'HEAD')
    git(path, 'gc', '-q')
    const lost = makeTokenString('r').value.reveal()
    writeFileSync(join(path, 'lost'), lost)
    const object = git(path, 'hash-object', '-w', 'lost')
    rmSync(join(path, 'lost'))
    for (const name of ['logs', 'COMMIT_EDITMSG']) rmSync(join(path, '.git', name), { recursive: true })
    const expected = [
      `history@${first.slice(0, 12)}:app/.env 2`,
      `history@${second.slice(0, 12)}:(the message of the commit) 6`,
    ]
    assert.deepEqual((await scanned(path)).places(), expected.toSorted())
    const all = await scanned(path, { unreachable: true })
    assert.deepEqual(all.places(), [...expected, `history@object ${object.slice(0, 12)} 1`].toSorted())
    assert.deepEqual((await scanned(path, { history: false })).places(), [])

    git(path, 'worktree', 'add', '-q', join(folder, 'second-tree'))
    const watch = watching()
    await scanFiles([path, join(folder, 'second-tree')], watch.watcher, { history: true, unreachable: false })
    assert.deepEqual(
      watch.places().filter((place) => place.includes('@')),
      expected.toSorted(),
    )
  })

  test('runs nothing that the repository has set up', async () => {
    const path = folderWith('trap', { 'a.txt': LINE })
    git(path, 'init', '-q')
    git(path, 'add', '.')
    git(path, 'commit', '-qm', 'first')
    const trace = join(folder, 'was-run')
    const trap = join(path, 'trap.sh')
    writeFileSync(trap, `#!/bin/sh\ntouch ${trace}\n`, { mode: 0o755 })
    for (const name of ['core.fsmonitor', 'core.pager', 'diff.external', 'core.sshCommand'])
      git(path, 'config', name, trap)
    git(path, 'config', 'diff.trap.textconv', trap)
    writeFileSync(join(path, '.gitattributes'), '* diff=trap\n')
    const { places } = await scanned(path)
    assert.equal(places().length, 2)
    assert.equal(existsSync(trace), false)
  })

  test('that is broken is told', async () => {
    const path = folderWith('no-history', { '.git/HEAD': 'nonsense', 'a.txt': LINE })
    const { places, unread } = await scanned(path)
    assert.deepEqual(places(), ['no-history/a.txt 2'])
    assert.match(unread[0]!.why, /^its history: .*not a git repository/)
  })
})
