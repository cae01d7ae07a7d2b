/** What the system refuses is told in one line with the path or port and what to do next, by every command, never as a stack. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const RUN = new URL('../../cli/src/run.ts', import.meta.url)
const CLI = fileURLToPath(new URL('../../cli/src/countersign.ts', import.meta.url))
const DEMO = fileURLToPath(new URL('../../scripts/demo.ts', import.meta.url))
const OWNER = '--organization Acme --username olivia --email o@acme.example --first-name O --last-name E'

/** As any account, also where the tests run as root: without the right to go past permissions. */
const POWERLESS = process.getuid?.() === 0 ? ['setpriv', '--inh-caps=-all', '--bounding-set=-all'] : []

type Outcome = { readonly code: number; readonly errors: string }

/** Each line as one would type it, in that folder, one after the other in one process: starting processes takes long. */
async function outcomesOf(lines: readonly string[], cwd: string): Promise<Outcome[]> {
  const code = `
    import { EventEmitter } from 'node:events'
    import { run } from ${JSON.stringify(RUN.href)}
    // Each command listens for signals and on its outputs; so many in one process would be warned of.
    EventEmitter.defaultMaxListeners = 0
    let errors = ''
    process.stderr.write = (text) => (errors += text) !== ''
    for (const line of ${JSON.stringify(lines)}) {
      errors = ''
      const code = await run(line.split(' '))
      console.log('OUTCOME' + JSON.stringify({ code, errors }))
    }
    process.exit()`
  const [command = '', ...args] = [
    ...[...POWERLESS, process.execPath, '--conditions=countersign-source'],
    ...['--input-type=module', '--eval', code],
  ]
  const env = {
    PATH: process.env['PATH'],
    COUNTERSIGN_SIGNING_ALGORITHM: 'ES256',
    COUNTERSIGN_LOG_LEVEL: 'error',
  }
  // A start that succeeds where it must not would go on for ever.
  const limits = { timeout: 120_000, killSignal: 'SIGKILL' as const }
  const { stdout } = await promisify(execFile)(command, args, { cwd, env, ...limits })
  return [...stdout.matchAll(/^OUTCOME(.*)$/gm)].map(([, outcome]) => JSON.parse(outcome!) as Outcome)
}

const folder = await mkdtemp(join(tmpdir(), 'countersign-test-'))
const taken = createServer().listen(0, '127.0.0.1')
await once(taken, 'listening')
const { port } = taken.address() as AddressInfo
await writeFile(join(folder, 'file'), 'x')
await writeFile(join(folder, 'latin'), Buffer.from([0x5b, 0xe9, 0x5d]))
await writeFile(join(folder, 'forbidden'), 'x', { mode: 0o000 })
await writeFile(join(folder, 'password'), 'a long enough passphrase\n', { mode: 0o604 })
await writeFile(join(folder, 'open.env'), 'COUNTERSIGN_MASTER_KEY=x\n', { mode: 0o604 })
await chmod(join(folder, 'password'), 0o604)
await chmod(join(folder, 'open.env'), 0o604)
for (const name of ['closed', 'read-only', 'folder']) await mkdir(join(folder, name))
await promisify(execFile)('mkfifo', [join(folder, 'pipe')])
await chmod(join(folder, 'closed'), 0o000)
await chmod(join(folder, 'read-only'), 0o500)
after(async () => {
  taken.close()
  for (const name of ['closed', 'read-only']) await chmod(join(folder, name), 0o700)
  await rm(folder, { recursive: true, force: true })
})

const NOTHING_THERE = /: there is no such file or folder \(ENOENT\)\. Check the path\./
const NO_PERMISSION = /: this account has no permission \(EACCES\)\. Give the file or folder to the account/
const A_FILE_WITHIN = /: a part of this path is a file \(ENOTDIR\)\. Choose another path\./
const CASES: Readonly<Record<string, RegExp>> = {
  'serve --data-dir /proc/x': NOTHING_THERE,
  'serve --data-dir file': /file: there is a file at this path \(EEXIST\)\. Name a folder/,
  'serve --data-dir file/x': A_FILE_WITHIN,
  'serve --data-dir closed/x/y': NO_PERMISSION,
  'serve --data-dir read-only/x': NO_PERMISSION,
  [`serve --data-dir served --port ${port}`]: new RegExp(
    `Port ${port} of 127\\.0\\.0\\.1: another process listens there \\(EADDRINUSE\\)\\. End it, or choose another --port\\.`,
  ),
  [`serve --data-dir served --public-url http://127.0.0.1:1 --port 0 --metrics-port ${port}`]:
    /EADDRINUSE\)\. End it, or choose another --metrics-port\./,
  'serve --data-dir served --host 192.0.2.1 --public-url https://x.example':
    /Other machines could send secrets to 192\.0\.2\.1 in the clear: give --tls-cert and --tls-key, or name/,
  'serve --data-dir served --host 192.0.2.1 --public-url https://x.example --trusted-proxies 192.0.2.9':
    /Port 8080 of 192\.0\.2\.1: no network interface has this address .* Choose another --host/,
  'serve --env-file folder': /The file of settings folder: this is a folder \(EISDIR\)\. Name a file\./,
  'serve --env-file forbidden': NO_PERMISSION,
  [`setup ${OWNER} --data-dir other --password-file folder`]: /folder: this is a folder \(EISDIR\)/,
  [`setup ${OWNER} --data-dir other --password-file none`]: NOTHING_THERE,
  'keys list --data-dir file/x': A_FILE_WITHIN,
  'keys list --data-dir closed/x': NO_PERMISSION,
  'backup folder --data-dir served': /folder is a folder\. Name a file in it\./,
  'backup pipe --data-dir served': /pipe is a device or a pipe, .* Name a file\./,
  'backup file/x --data-dir served': /file\/x: a part of this path is a file \(ENOTDIR\)/,
  'backup none/x --data-dir served': /none\/x: there is no such file or folder \(ENOENT\)/,
  'backup read-only/x --data-dir served': /read-only\/x: this account has no permission \(EACCES\)/,
  'backup x --data-dir none': /There is no installation in none\. Say where it is with --data-dir\./,
  'restore folder --data-dir served': /folder: this is a folder \(EISDIR\)\. Name a file\./,
  'restore none --data-dir served': NOTHING_THERE,
  'restore forbidden --data-dir served': NO_PERMISSION,
  'services apply none --organization acme --yes': NOTHING_THERE,
  'services apply folder --organization acme --yes': /folder: this is a folder \(EISDIR\)/,
  'services apply /dev/zero --organization acme --yes': /\/dev\/zero has more than 5 MB\. Divide it/,
  'services apply latin --organization acme --yes': /latin is not valid UTF-8\. Save it in that encoding\./,
  'restore x --data-dir none': /Put the master\.key of the installation/,
}
// In many containers every account may listen there.
const firstFree = await readFile('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8').catch(() => '0')
const isClosedTo80 = process.platform === 'linux' && Number(firstFree) > 80

suite('what the system refuses is told in words', async () => {
  const more: Readonly<Record<string, RegExp>> = isClosedTo80
    ? { 'serve --data-dir served --port 80': /Port 80 .*\(EACCES\)\. Ports below 1024/ }
    : {}
  const cases: Readonly<Record<string, RegExp>> = { ...CASES, ...more }
  const outcomes = await outcomesOf(Object.keys(cases), folder)
  for (const [at, [line, says]] of Object.entries(cases).entries()) {
    test(`by ${line.replace(OWNER, '…').replaceAll(String(port), 'PORT')}`, () => {
      const { code, errors } = outcomes[at]!
      assert.equal(code, line.includes('--env-file') ? 2 : 1, errors)
      assert.match(errors, /^countersign: [^\n]+\n$/)
      assert.match(errors, says)
    })
  }
})

suite('a command that is typed wrongly', async () => {
  const LINES: Readonly<Record<string, RegExp>> = {
    serv: /"serv" is no command\. Did you mean "serve"\?/,
    'keys lst': /"keys lst" is no command\. Did you mean "keys list"\?/,
    'keys rotate --emergancy': /--emergancy is not known; did you mean --emergency\?/,
    'services aply': /"services aply" is no command\. Did you mean "services apply"\?/,
    'services apply --organization acme': /"services apply" takes one file, right after the word/,
    'services apply file --yes': /--organization is missing/,
    'services apply file --organization acme': /Nobody can be asked here\. Look at the plan with --dry-run/,
    'services list acme': /"acme" is not understood/,
    'setup --usrname olivia': /--usrname is not known; did you mean --username\?/,
    'setup --username --email x': /--username needs a value\./,
    'backup file --data-dri x': /--data-dri is not known; did you mean --data-dir\?/,
    'restore file --env x': /--env is not known; did you mean --env-file\?/,
    'help nothing': /"nothing" is no command\. There are serve, /,
    'version now': /"now" is not understood/,
  }
  const outcomes = await outcomesOf(Object.keys(LINES), folder)
  for (const [at, [line, says]] of Object.entries(LINES).entries()) {
    test(`gets one line with the nearest right one: ${line}`, () => {
      const { code, errors } = outcomes[at]!
      assert.equal(code, 2)
      assert.match(errors, /^countersign: [^\n]+\n$/)
      assert.match(errors, says)
    })
  }
})

test('whoever lets everyone read a file with secrets is warned by every command', async () => {
  const lines = [
    'keys list --env-file open.env --data-dir file/x',
    `setup ${OWNER} --password-file password --data-dir file/x`,
  ]
  const [keys, setup] = await outcomesOf(lines, folder)
  assert.match(
    keys!.errors,
    /^countersign: Everyone on this machine can read COUNTERSIGN_MASTER_KEY in open\.env: "chmod o= open\.env" ends that\.\n/,
  )
  assert.match(setup!.errors, /^countersign: Everyone on this machine can read the password in password: /)
})

const node = (
  argv: readonly string[],
  cwd = folder,
  shell = 'exec "$@"',
): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    const args = [
      '-c',
      shell,
      'sh',
      ...POWERLESS,
      process.execPath,
      '--conditions=countersign-source',
      ...argv,
    ]
    execFile('sh', args, { cwd, env: { PATH: process.env['PATH'] } }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    )
  })

test('what is printed onto a full disk is told, and a reader that has seen enough is no error', async () => {
  const full = await node([CLI, 'help'], folder, 'exec "$@" >/dev/full')
  assert.deepEqual(
    [full.code, full.stderr],
    [
      1,
      'countersign: Standard output: the disk is full (ENOSPC). Make room there, or choose another path.\n',
    ],
  )
  const gone = await node([CLI, 'serve', '--help'], folder, '"$@" | true')
  assert.equal(gone.stderr, '')
})

test('the demonstration tells what is wrong in one line as well', async () => {
  const reset = await node([DEMO, '--reste'])
  assert.deepEqual([reset.code, reset.stderr], [2, 'demo: --reste is not known; did you mean --reset?\n'])
  const high = await node([DEMO, '--port', '70000'])
  assert.deepEqual(
    [high.code, high.stderr],
    [2, 'demo: --port must be a whole number from 0 to 65535, not "70000".\n'],
  )
  const closed = await node([DEMO, '--port', '0'], join(folder, 'read-only'))
  assert.equal(closed.code, 1)
  assert.match(closed.stderr, /^demo: [^\n]*\.demo: this account has no permission \(EACCES\)\. [^\n]+\n$/)
})

test('keys, backup, restore and setup explain what concerns them, and nothing else', async () => {
  for (const words of [['keys'], ['keys', 'rotate'], ['backup'], ['restore'], ['setup']]) {
    const { stdout } = await node([CLI, ...words, '--help'])
    assert.match(stdout, /--data-dir/)
    assert.doesNotMatch(stdout, /--hsts-subdomains|--metrics-port|--port/)
  }
})

test('an old Node gets one sentence', async () => {
  const old = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'18.20.8'})`
  for (const script of [CLI, join(DEMO, '../run.js')]) {
    const { code, stdout, stderr } = await node(['--import', old, script, 'start.ts'])
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(stderr, /^countersign: [^\n]*Node 24 or later, and this is 18\.20\.8\.[^\n]+\n$/)
  }
})
