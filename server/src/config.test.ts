/** The settings: what is taken, what is refused and why, all at once, and that no secret is ever repeated. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { configHelp, ConfigProblems, flagOf, parseConfig, SETTINGS, variableOf } from './config.ts'
import { exposedSecrets } from './exposed-secrets.ts'

const problemsOf = (
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): readonly string[] => {
  try {
    parseConfig(argv, env)
    return []
  } catch (error) {
    assert.ok(error instanceof ConfigProblems)
    return error.problems
  }
}
const withVariable = (name: keyof typeof SETTINGS, value: string) => ({ [variableOf(name)]: value })

test('without any setting there is a configuration for this machine alone', () => {
  const { host, port, publicUrl, databaseUrl, trustedProxies, accessTokenSeconds, tokenInUrl, ...rest } =
    parseConfig([], {})
  assert.deepEqual(
    { host, port, publicUrl, databaseUrl, trustedProxies, accessTokenSeconds, tokenInUrl },
    {
      ...{ host: '127.0.0.1', port: 8080, publicUrl: undefined, databaseUrl: undefined },
      ...{ trustedProxies: [], accessTokenSeconds: 1800, tokenInUrl: 'accept' },
    },
  )
  assert.deepEqual([rest.signingAlgorithm, rest.keyRotationDays, rest.logLevel], ['RS256', 90, 'info'])
})

test('a flag wins over the environment, and an empty variable is as good as none', () => {
  const env = { COUNTERSIGN_PORT: '9000', COUNTERSIGN_HOST: '', HOME: '/root', PATH: '/bin' }
  assert.equal(parseConfig([], env).port, 9000)
  assert.equal(parseConfig(['--port', '9001'], env).port, 9001)
  assert.equal(parseConfig(['--port=9002'], env).port, 9002)
  assert.equal(parseConfig(['--port', '9002', '--port', '9003'], env).port, 9003)
  assert.equal(parseConfig([], env).host, '127.0.0.1')
})

test('a word that belongs to no flag is told, so that nothing is silently left out', () => {
  assert.deepEqual(problemsOf(['--port', '80', 'now']), ['"now" is not understood. See --help.'])
  assert.deepEqual(problemsOf(['--port']), ['--port needs a value.'])
})

test('a flag that is wrong gets one line, with the nearest that there is', () => {
  const LINES: Readonly<Record<string, string>> = {
    '--prot 80': '--prot is not known; did you mean --port?',
    '--prot=80': '--prot is not known; did you mean --port?',
    '--pubic-url https://x.example': '--pubic-url is not known; did you mean --public-url?',
    '--dataDir x': '--dataDir is not known; did you mean --data-dir?',
    '--data_dir x': '--data_dir is not known; did you mean --data-dir?',
    '--PORT 80': '--PORT is not known; did you mean --port?',
    '--log debug': '--log is not known; did you mean --log-level?',
    '--env x': '--env is not known; did you mean --env-file?',
    '-port 80': '-port is not known; did you mean --port?',
    'port 80': '"port" is not understood; did you mean --port?',
    '--verbose': '--verbose is not known. See --help.',
    '--colour never': '--colour is not known. See --help.',
    '-p 80': '-p is not known. See --help.',
    '-psecret': '-p… is not known. See --help.',
    '-': '- is not known. See --help.',
    '--': '-- is not known. See --help.',
    '--port --host ::1': '--port needs a value.',
    '--port': '--port needs a value.',
    '--port -1': '--port must be a whole number from 0 to 65535, not "-1".',
    '--master-key x':
      '--master-key is not known: everyone on the machine can read command lines. Set COUNTERSIGN_MASTER_KEY in the environment or in a file for --env-file, or name a file with it by COUNTERSIGN_MASTER_KEY_FILE.',
    '--__proto__ x': '--__proto__ is not known. See --help.',
  }
  for (const [line, problem] of Object.entries(LINES))
    assert.deepEqual(problemsOf(line.split(' ')), [problem], line)
})

test('everything that is wrong is told at once, each with where it was set', () => {
  const env = {
    COUNTERSIGN_PORT: '80800',
    COUNTERSIGN_PUBLIC_URL: 'http://tokens.example.com',
    COUNTERSIGN_SIGNING_ALGORITHM: 'none',
    COUNTERSIGN_PROT: '80',
    OTHER_PROT: '80',
  }
  assert.deepEqual(problemsOf(['--key-rotation-days=0', '--prot', '80'], env), [
    '--prot is not known; did you mean --port?',
    'COUNTERSIGN_PROT is not known; did you mean COUNTERSIGN_PORT?',
    'COUNTERSIGN_PUBLIC_URL must be https, except on a loopback address.',
    'COUNTERSIGN_PORT must be a whole number from 0 to 65535, not "80800".',
    'COUNTERSIGN_SIGNING_ALGORITHM must be one of RS256, ES256, Ed25519, not "none".',
    '--key-rotation-days must be a whole number from 1 to 3650, not "0".',
  ])
})

suite('a setting', () => {
  const URLS: readonly (readonly [given: string, taken: string | undefined])[] = [
    ['https://tokens.example.com', 'https://tokens.example.com'],
    ['https://tokens.example.com/', 'https://tokens.example.com'],
    ['https://TOKENS.example.com:443/a/b//', 'https://tokens.example.com/a/b'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://127.0.0.1', 'http://127.0.0.1'],
    ['http://127.1:8080', 'http://127.0.0.1:8080'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
    ['http://tokens.example.com', undefined],
    ['http://localhost.example.com', undefined],
    ['http://127.0.0.1.example.com', undefined],
    ['http://0.0.0.0:8080', undefined],
    ['http://10.0.0.1', undefined],
    ['ftp://localhost', undefined],
    ['tokens.example.com', undefined],
    ['https://', undefined],
    ['https://user@tokens.example.com', undefined],
    ['https://:password@tokens.example.com', undefined],
    ['https://tokens.example.com/?a=b', undefined],
    ['https://tokens.example.com/?', undefined],
    ['https://tokens.example.com/#', undefined],
  ]
  test('publicUrl is https, or this machine, and nothing but a place', () => {
    for (const [given, taken] of URLS) {
      const env = withVariable('publicUrl', given)
      if (taken === undefined) assert.equal(problemsOf([], env).length, 1, given)
      else assert.equal(parseConfig([], env).publicUrl, taken, given)
    }
  })

  const REFUSED: readonly (readonly [keyof typeof SETTINGS, readonly string[]])[] = [
    ['port', ['-1', '65536', '1e3', '0x50', ' 80', '80 ', '8.5', 'http', '99999999999999999999']],
    ['host', ['a b', '-a', 'a/b', 'http://localhost', '[::1]']],
    ['accessTokenSeconds', ['59', '18001', 'never', '']],
    ['keyRotationDays', ['0', '3651', '-90']],
    ['signingAlgorithm', ['none', 'HS256', 'rs256', 'toString', '__proto__']],
    [
      'trustedProxies',
      ['proxy', '10.0.0.0/33', '::1/129', '10.0.0.0/8/8', '10.0.0', '10.0.0.0/', 'loopback'],
    ],
    ['tokenInUrl', ['yes', 'Accept']],
    ['failedExchangesPerMinute', ['-1', 'none']],
    ['databaseUrl', ['mysql://db', 'db', 'sqlite:x']],
    ['domain', ['Local', 'a:b', '-a', 'a b', 'a'.repeat(64)]],
    ['dataDir', ['a\0b']],
    ['logLevel', ['trace', 'silent', 'INFO']],
  ]
  for (const [name, values] of REFUSED) {
    test(`${name} that is wrong is refused, and the message says what is right`, () => {
      for (const value of values.filter(Boolean)) {
        const [problem, ...more] = problemsOf([], withVariable(name, value))
        assert.match(String(problem), new RegExp(`^${variableOf(name)} must be [a-z].*\\.$`, 's'), value)
        assert.equal(more.length, 0)
      }
    })
  }

  test('trustedProxies are addresses and networks, IPv6 too', () => {
    const given = '10.0.0.0/8, 192.0.2.1 ,::1,2001:db8::/32,'
    assert.deepEqual(parseConfig([], withVariable('trustedProxies', given)).trustedProxies, [
      '10.0.0.0/8',
      '192.0.2.1',
      '::1',
      '2001:db8::/32',
    ])
  })
})

test('a secret has no flag, and what was given for it is never repeated', () => {
  const secrets = Object.entries(SETTINGS).filter(([, setting]) => 'isSecret' in setting && setting.isSecret)
  assert.deepEqual(
    secrets.map(([name]) => name),
    ['databaseUrl', 'masterKey', 'smtpPassword'],
  )
  for (const [name] of secrets) {
    assert.match(problemsOf([`${flagOf(name)}=hunter2`]).join(), / is not known/)
    assert.ok(!configHelp().includes(`${flagOf(name)},`))
  }
  const problems = problemsOf(['--master-key=hunter2', '--database-url', 'hunter2'], {
    COUNTERSIGN_DATABASE_URL: 'mysql://root:hunter2@db',
  })
  assert.equal(problems.length, 3)
  assert.ok(!problems.join().includes('hunter2'))
})

test('the help lists every setting with its names, its default and what it is for', () => {
  const help = configHelp()
  for (const [name, setting] of Object.entries(SETTINGS)) {
    assert.ok(help.includes(variableOf(name)), name)
    assert.ok(help.includes(setting.help), name)
    if ('fallback' in setting && setting.fallback)
      assert.ok(help.includes(`(default ${setting.fallback})`), name)
    if (!('isSecret' in setting)) assert.ok(help.includes(`${flagOf(name)},`), name)
  }
  assert.ok(Object.keys(SETTINGS).length >= 15)
})

suite('a secret in a file of its own', () => {
  test('is read without its last line break, and the file is told of when everyone may read it', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-test-'))
    t.after(() => rm(folder, { recursive: true, force: true }))
    const file = join(folder, 'url')
    await writeFile(file, 'postgres://u:p@127.0.0.1/x\n', { mode: 0o644 })
    const config = parseConfig([], { COUNTERSIGN_DATABASE_URL_FILE: file })
    assert.deepEqual([config.databaseUrl, config.secretFiles], ['postgres://u:p@127.0.0.1/x', [file]])
    assert.match(exposedSecrets(config)[0]!.told, /Everyone on this machine can read the secret/)
    assert.match(
      problemsOf([], { COUNTERSIGN_DATABASE_URL_FILE: file, COUNTERSIGN_DATABASE_URL: 'postgres://x/y' })[0]!,
      /are both set: keep one of them/,
    )
    await writeFile(file, 'two\nlines\n')
    assert.match(
      problemsOf([], { COUNTERSIGN_SMTP_PASSWORD_FILE: file })[0]!,
      /the secret alone, on one line/,
    )
    assert.match(problemsOf([], { COUNTERSIGN_SMTP_PASSWORD_FILE: `${file}x` })[0]!, /no such file/i)
  })
})
