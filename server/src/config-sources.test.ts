/** Where settings come from: a file beside the environment, and not what a container platform sets for its services. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import type { Cleanup } from '../testing/cleanup.ts'
import { ConfigProblems, parseConfig } from './config.ts'

async function fileWith(t: Cleanup, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-test-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'countersign.env')
  await writeFile(file, text, { mode: 0o600 })
  return file
}

function problemsOf(argv: readonly string[], env: Readonly<Record<string, string>> = {}): readonly string[] {
  try {
    parseConfig(argv, env)
    return []
  } catch (error) {
    assert.ok(error instanceof ConfigProblems)
    return error.problems
  }
}

const SERVICE_LINKS = {
  COUNTERSIGN_PORT: 'tcp://10.0.0.1:80',
  COUNTERSIGN_SERVICE_HOST: '10.0.0.1',
  COUNTERSIGN_SERVICE_PORT: '80',
  COUNTERSIGN_SERVICE_PORT_HTTP: '80',
  COUNTERSIGN_PORT_80_TCP: 'tcp://10.0.0.1:80',
  COUNTERSIGN_PORT_80_TCP_PROTO: 'tcp',
  COUNTERSIGN_PORT_80_TCP_PORT: '80',
  COUNTERSIGN_PORT_80_TCP_ADDR: '10.0.0.1',
  COUNTERSIGN_PORT_53_UDP: 'udp://[fd00::1]:53',
  COUNTERSIGN_PORT_53_UDP_ADDR: 'fd00::1',
  COUNTERSIGN_METRICS_PORT: 'tcp://10.0.0.2:9464',
  COUNTERSIGN_METRICS_SERVICE_HOST: '10.0.0.2',
  COUNTERSIGN_METRICS_SERVICE_PORT_PROMETHEUS: '9464',
  COUNTERSIGN_METRICS_PORT_9464_TCP_ADDR: '10.0.0.2',
  COUNTERSIGN_STAGING_PORT: 'tcp://10.0.0.3:80',
}

test('the variables of Kubernetes for services called countersign are ignored', () => {
  const config = parseConfig([], SERVICE_LINKS)
  assert.deepEqual(config, parseConfig([], {}))
})

test('what only looks like one of them is a setting, or a mistake that is told', () => {
  assert.equal(parseConfig([], { ...SERVICE_LINKS, COUNTERSIGN_PORT: '9000' }).port, 9000)
  assert.equal(parseConfig(['--port', '9001'], SERVICE_LINKS).port, 9001)
  for (const [variable, value] of [
    ['COUNTERSIGN_SERVICE_HOST', 'tokens.example.com'],
    ['COUNTERSIGN_STAGING_PORT', '80'],
    ['COUNTERSIGN_SERVICE_NAME', 'tokens'],
  ] as const) {
    assert.deepEqual(problemsOf([], { [variable]: value }), [`${variable} is not known. See --help.`])
  }
})

suite('a file of settings', () => {
  test('is read when a flag or the environment names it, and both win over it', async (t) => {
    const file = await fileWith(
      t,
      [
        '# a comment',
        '; another',
        '',
        'COUNTERSIGN_PORT=9000',
        '  COUNTERSIGN_HOST = x'.replace(' = x', '=127.0.0.2  '),
        `COUNTERSIGN_DOMAIN='acme'`,
        String.raw`COUNTERSIGN_DATABASE_URL="postgres://u:a\"b\$c\\d@h/db"`,
        'NODE_ENV=production',
        'COUNTERSIGN_MASTER_KEY=a#b',
      ].join('\r\n'),
    )
    const config = parseConfig(['--env-file', file], {})
    assert.equal(config.port, 9000)
    assert.equal(config.host, '127.0.0.2')
    assert.equal(config.domain, 'acme')
    assert.equal(config.databaseUrl, String.raw`postgres://u:a"b$c\d@h/db`)
    assert.equal(config.masterKey, 'a#b')
    const env = { COUNTERSIGN_ENV_FILE: file, COUNTERSIGN_PORT: '9001', COUNTERSIGN_HOST: '' }
    assert.equal(parseConfig([], env).port, 9001)
    assert.equal(parseConfig([], env).host, '127.0.0.2')
    assert.equal(parseConfig(['--port', '9002'], env).port, 9002)
  })

  test('that is wrong is told with the line, and without what stands there', async (t) => {
    const file = await fileWith(
      t,
      `COUNTERSIGN_MASTER_KEY="hunter2\nhunter2\nCOUNTERSIGN_PROT=80\nexport COUNTERSIGN_PORT=hunter2\nCOUNTERSIGN_HOST=a\nCOUNTERSIGN_HOST=b\n`,
    )
    const problems = problemsOf([`--env-file=${file}`])
    assert.deepEqual(problems, [
      `Line 1 of ${file} has a quotation mark without its other one.`,
      `Line 2 of ${file} is not NAME=value.`,
      `Line 4 of ${file} is not NAME=value.`,
      `Line 6 of ${file} sets COUNTERSIGN_HOST once more.`,
      'COUNTERSIGN_PROT is not known; did you mean COUNTERSIGN_PORT?',
    ])
  })

  test('that is not there is told', () => {
    assert.deepEqual(problemsOf([], { COUNTERSIGN_ENV_FILE: '/nowhere/at.all' }), [
      'The file of settings /nowhere/at.all: there is no such file or folder (ENOENT). Check the path.',
    ])
  })
})

test('an address of a database with a password that is not percent-encoded is told as that', () => {
  const wrong = ['a/b', 'a#b', 'a?b', '12/x', '12#x', '12?x', 'a%b', 'a%zz']
  for (const password of wrong) {
    const [problem] = problemsOf([], {
      COUNTERSIGN_DATABASE_URL: `postgres://user:${password}@db.example.com:5432/countersign`,
    })
    assert.match(String(problem), /written as %2F %23 %3F %40 %25/, password)
    assert.ok(!problem!.includes(`${password}@`))
  }
  for (const right of [
    'postgres://u:a%2Fb@h/db',
    'postgresql://h',
    'postgres:///db?host=/run/postgresql',
    'postgres://u:p@w@h/db',
  ])
    assert.equal(parseConfig([], { COUNTERSIGN_DATABASE_URL: right }).databaseUrl, right)
})
