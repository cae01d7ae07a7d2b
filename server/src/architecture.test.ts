/** The map in ARCHITECTURE.md, held: who may import whom, where things stand, and where the dangerous ones are. */
import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** One word for each capability, the same in every layer. */
const CAPABILITIES = new Set([
  ...[
    'api-tokens',
    'exchange',
    'sessions',
    'organizations',
    'people',
    'invitations',
    'password-resets',
    'groups',
    'custom-roles',
    'roles',
    'role-requests',
    'services',
    'policies',
    'audit',
    'leaks',
  ],
  ...[
    'oauth',
    'oauth-apps',
    'revocation',
    'event-streams',
    'mail',
    'reminders',
    'signing-keys',
    'installation',
    'backup',
  ],
])
/** Layers whose folders are capabilities, with the folders that several of them share. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'server/src/domain/': [],
  'server/src/actions/': [],
  'server/src/store/': ['sqlite', 'postgres', 'migrations', 'conformance', 'job-leases'],
  'server/src/http/v1/': [],
  'api/src/': ['endpoints'],
  'console/src/': [
    'app',
    'connection',
    'forms',
    'frame',
    'mark',
    'moments',
    'organization-area',
    'problems',
    'search',
    'translatable',
    'user-agents',
  ],
}
/** What is the sum of all capabilities, and so the only file in a layer's own folder that may know them. */
const SUMS = new Set([
  'server/src/actions/needs.ts',
  'server/src/store/store.ts',
  'server/src/store/kysely-store.ts',
  'server/src/http/v1/v1.ts',
  'api/src/endpoints.ts',
  'api/src/index.ts',
])

/** Of ours, besides their own folder. The most particular row holds; what stands in server/src itself puts it all together. */
const ARROWS: Readonly<Record<string, readonly RegExp[]>> = {
  'server/src/domain/': [],
  'server/src/crypto/': [/^server\/src\/domain\//],
  'server/src/store/': [/^server\/src\/domain\//],
  // Of the store only what it is, never what is behind it.
  'server/src/actions/': [
    /^server\/src\/(domain|crypto)\//,
    /^server\/src\/store\/(store|page|[\w-]+\/([\w-]+-store|job-lease|archive|archive-tally))\.ts$/,
  ],
  'server/src/jobs/': [/^server\/src\/(domain|actions)\//],
  'server/src/mail/': [/^server\/src\/domain\//],
  'server/src/outbound/': [/^server\/src\/domain\//],
  'server/src/observe/': [/^server\/src\/(domain|actions|crypto)\//, /^server\/src\/store\/store\.ts$/],
  // Of crypto only what has no key: ids, the layout of a token, a digest.
  'server/src/http/': [
    /^server\/src\/(domain|actions)\//,
    /^server\/src\/crypto\/(digest|random|token-string)\.ts$/,
    /^@countersign\/api$/,
  ],
  'server/src/': [/^server\/src\//, /^@countersign\/api$/],
  'api/src/': [],
  'verify/src/': [],
  'console/src/': [/^@countersign\/api$/],
  'cli/src/': [/^@countersign\/(api|server|verify)$/],
}
const FOR_TESTS = /\.test\.tsx?$|\/conformance/
const IMPORT = /^(?:import|export)\s(?:[^'"]*?from )?'([^']+)'|\bimport\('([^']+)'\)/gm

type File = { readonly path: string; readonly text: string; readonly imports: readonly string[] }
const everyFile: File[] = []
const SOURCES = '{api,verify,server,cli,console,e2e,bench,scripts}/**/*.{ts,tsx}'
for await (const path of glob(SOURCES, { cwd: ROOT, exclude: ['**/node_modules/**', '**/dist/**'] })) {
  const text = await readFile(ROOT + path, 'utf8')
  const targets = [...text.matchAll(IMPORT)].map(([, target, lazy]) => target ?? lazy!)
  const imports = targets.map((target) =>
    target.startsWith('.') ? posix.join(posix.dirname(path), target) : target,
  )
  everyFile.push({ path, text, imports })
}
const files = everyFile.filter(
  ({ path }) => /^(api|verify|server|cli|console)\/src\//.test(path) && !FOR_TESTS.test(path),
)
const isOurs = (target: string): boolean => /^(api|verify|server|cli|console)\/|^@countersign\//.test(target)

/** The folder of a layer that a file is in; empty for the layer's own, undefined for other layers. */
function folderIn(layer: string, path: string): string | undefined {
  if (!path.startsWith(layer)) return undefined
  const inside = path.slice(layer.length)
  return inside.includes('/') ? inside.slice(0, inside.indexOf('/')) : ''
}

/** Every circle of a graph, as the nodes on it. */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const circles: string[] = []
  const state = new Map<string, 'open' | 'done'>()
  const visit = (node: string, way: readonly string[]): void => {
    if (state.get(node) === 'open') circles.push([...way.slice(way.indexOf(node)), node].join(' -> '))
    if (state.has(node)) return
    state.set(node, 'open')
    for (const next of graph.get(node) ?? []) visit(next, [...way, node])
    state.set(node, 'done')
  }
  for (const node of graph.keys()) visit(node, [])
  return circles
}

test('every import follows an arrow', () => {
  for (const [folder, others] of Object.entries(ARROWS)) {
    const inside = files.filter(
      ({ path }) => folder === Object.keys(ARROWS).find((each) => path.startsWith(each)),
    )
    const seen = inside.flatMap(({ path, imports }) => imports.map((target) => ({ path, target })))
    const wrong = seen.filter(
      ({ target }) =>
        isOurs(target) && !target.startsWith(folder) && !others.some((allowed) => allowed.test(target)),
    )
    assert.deepEqual(wrong, [])
    assert.ok(inside.length > 1 && seen.length > 1, `nothing was seen in ${folder}`)
  }
})

test('no two files import each other, nor do more of them in a circle', () => {
  const graph = new Map(everyFile.map(({ path, imports }) => [path, imports]))
  assert.deepEqual(circlesIn(graph), [])
  assert.deepEqual(
    circlesIn(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['b']],
      ]),
    ),
    ['b -> c -> b'],
  )
  assert.ok(graph.size > 500, String(graph.size))
})

test('a folder of a layer has the name of a capability, and what they share knows none of them', () => {
  for (const [layer, shared] of Object.entries(LAYERS)) {
    const inside = files.filter(({ path }) => folderIn(layer, path) !== undefined)
    const folders = new Set(inside.map(({ path }) => folderIn(layer, path)!))
    const odd = [...folders].filter(
      (name) => name !== '' && !CAPABILITIES.has(name) && !shared.includes(name),
    )
    assert.deepEqual(odd, [], layer)
    if (layer === 'console/src/') continue // Its frame and router are made of the pages.
    const knowing = inside.filter(
      ({ path, imports }) =>
        folderIn(layer, path) === '' &&
        !SUMS.has(path) &&
        imports.some((target) => CAPABILITIES.has(folderIn(layer, target) ?? '') && layer !== 'api/src/'),
    )
    assert.deepEqual(
      knowing.map(({ path }) => path),
      [],
    )
    assert.ok(inside.length > 5, layer)
  }
})

test('between capabilities the arrows run one way, and the exchange knows none of the others', () => {
  for (const layer of ['server/src/domain/', 'server/src/actions/', 'server/src/store/']) {
    const known = new Map<string, string[]>()
    for (const { path, imports } of files) {
      const own = folderIn(layer, path)
      if (own === undefined || !CAPABILITIES.has(own)) continue
      const others = imports.map((target) => folderIn(layer, target) ?? '')
      const capabilities = others.filter((other) => CAPABILITIES.has(other) && other !== own)
      known.set(own, [...(known.get(own) ?? []), ...capabilities])
    }
    assert.deepEqual(circlesIn(known), [], layer)
    assert.ok(known.size > 0, layer)
  }
  const exchange = files.filter(({ path }) => path.includes('/exchange/'))
  const others = new RegExp(`^server/src/[a-z]+/(?!exchange/)(${[...CAPABILITIES].join('|')})/`)
  assert.deepEqual(
    exchange.flatMap(({ imports }) => imports.filter((target) => others.test(target))),
    [],
  )
  assert.ok(exchange.length > 3)
})

test('keys are only in crypto, databases only in the store, and nothing of the server reads the environment', () => {
  const only: readonly (readonly [RegExp, string])[] = [
    [/^(node:crypto|jose)$/, 'server/src/crypto/'],
    [/^(node:sqlite|kysely|pg)$/, 'server/src/store/'],
    [/^nodemailer$/, 'server/src/mail/'],
  ]
  const server = files.filter(({ path }) => path.startsWith('server/'))
  for (const [what, folder] of only) {
    const importers = server.filter(({ imports }) => imports.some((target) => what.test(target)))
    assert.deepEqual(
      importers.filter(({ path }) => !path.startsWith(folder)),
      [],
    )
    assert.ok(importers.length > 2)
  }
  assert.deepEqual(
    server.filter(({ text }) => /process\.(env|argv)/.test(text)).map(({ path }) => path),
    // It hides the environment from the driver, which would read it.
    ['server/src/store/postgres/postgres-client.ts'],
  )
})

test('what is published imports nothing that only tests use', () => {
  const wrong = files.flatMap(({ path, imports }) =>
    imports
      .filter((target) => /^(server\/testing|e2e|bench)\//.test(target))
      .map((target) => ({ path, target })),
  )
  assert.deepEqual(wrong, [])
})

test('no folder is a drawer for odds and ends', () => {
  const drawers = everyFile.filter(({ path }) => /\/(utils|helpers|common|shared|lib)\//.test(path))
  assert.deepEqual(drawers, [])
  assert.ok(files.length > 150, String(files.length))
})

/**
 * Tables of the server that outlive a call without being bounded by `crypto/bounded-table.ts`, each with what bounds it.
 * Whatever a stranger can add to does not belong here.
 */
const BOUNDED_OTHERWISE: Readonly<Record<string, string>> = {
  'crypto/bounded-table.ts entries': 'by what it is told',
  'crypto/common-passwords.ts ranks': 'the list that comes with us',
  'crypto/keyring.ts held': 'the signing keys that the store has; replaced whole',
  'crypto/keyring.ts keyOfHeader': 'the same keys by their JWT header',
  'jobs/jobs.ts running': 'one run of each job at a time',
  'actions/job-leases.ts names': 'the names of our jobs',
  'store/sqlite/sqlite-driver.ts prepared': 'our own statements, at most 500, then emptied',
  'observe/traces.ts spans': 'weak: as long as their request',
  'http/tokens-in-urls.ts marked': 'weak: as long as their request',
  'http/counted-refusals.ts callers': 'weak: as long as their request',
  'stop-signals.ts waits': 'what a command waits for: a few at a time',
  'actions/revocation/revocation-feed.ts all': 'limited for each service and in all',
  'actions/event-streams/event-delivery.ts waiters': 'limited for each stream and in all',
  'actions/event-streams/event-delivery.ts sending': 'so many at a time',
  'store/kysely-store.ts woken': 'parts of this process, a few',
  'store/kept-texts.ts entries': 'as many characters as it is told',
  'store/backup/archive-tally.ts tally': 'our own tables, for one backup',
  'domain/scope.ts asked': 'one call',
  'domain/scope.ts choices': 'one call',
  'domain/scope.ts NONE': 'nothing is ever in it',
  'domain/grants.ts places': 'one call',
  'domain/allowed-scopes.ts roles': 'one call',
  'domain/allowed-scopes.ts permissions': 'one call',
  'domain/authority.ts present': 'one call',
  'domain/authority.ts ownRoles': 'one call',
  'domain/authority.ts ownPermissions': 'one call',
  'actions/leaks/end-leaked.ts byId': 'one call',
  'actions/leaks/reach.ts names': 'one call',
  'actions/revocation/revocation-feed.ts servicesOf': 'one call',
  'actions/services/apply-services.ts named': 'one call',
  'actions/services/plan-services.ts gone': 'one call',
  'actions/services/write-service.ts offered': 'one call',
  'http/invalid-request.ts findings': 'one call',
}
/** A name for a new table, or for an object without prototype that serves as one, with how far in it stands. */
const TABLE_MADE =
  /^( *)(?:export )?(const|let) (\w+)(?:: [^=\n]+)? = (?:new (?:Weak)?(?:Map|Set)\b|Object\.create\(null\))/gm

/** Long-lived: of a module, replaced as a whole, or used by a function that the one which made it keeps or gives away. */
function tablesThatStay(text: string): string[] {
  return [...text.matchAll(TABLE_MADE)].flatMap(({ index, 1: indent = '', 2: word, 3: name = '' }) => {
    if (indent === '' || word === 'let') return [name]
    const begun = new RegExp(
      `^${indent}(?:const \\w+ = (?:async )?(?:function|\\(|<)|(?:async )?function |return (?:\\{$|async |\\())`,
      'gm',
    )
    const after = text.slice(text.indexOf('\n', index) + 1)
    const end = after.search(new RegExp(`^ {0,${indent.length - 1}}\\S`, 'm'))
    const block = end < 0 ? after : after.slice(0, end)
    const isUsed = block
      .split(new RegExp(`^(?=${indent}\\S)`, 'm'))
      .some(
        (statement) =>
          statement.match(begun) !== null && new RegExp(`(?:=>|\\) \\{)[^]*\\b${name}\\b`).test(statement),
      )
    return isUsed ? [name] : []
  })
}

test('no table in memory outlives a call but the bounded ones and those that say what bounds them', () => {
  const server = files.filter(({ path }) => path.startsWith('server/src/'))
  const stay = server.flatMap(({ path, text }) =>
    tablesThatStay(text).map((name) => `${path.slice('server/src/'.length)} ${name}`),
  )
  assert.deepEqual(
    stay.filter((table) => !(table in BOUNDED_OTHERWISE)),
    [],
  )
  const examples = [
    'const seen = new Set<string>()',
    'export function create() {\n  const seen: Map<string, 1> = new Map()\n  return {\n    see: (key) => seen.set(key),\n  }\n}',
    'export function create() {\n  let seen = new Map<string, 1>()\n  seen = new Map()\n}',
    'export function create() {\n  const seen = new Set()\n  const see = (key) => {\n    seen.add(key)\n  }\n  return see\n}',
  ]
  for (const example of examples) assert.deepEqual(tablesThatStay(example), ['seen'], example)
  const local =
    'function once(all) {\n  const seen = new Set(all)\n  return all.filter((one) => seen.has(one))\n}\nconst seen2 = 1\n'
  assert.deepEqual(tablesThatStay(local), [])
})

test('each decision has a number of its own, which its first line says', async () => {
  const numbers: number[] = []
  for await (const file of glob('docs/decisions/*.md', { cwd: ROOT })) {
    const number = Number(posix.basename(file).split('-')[0])
    assert.match(await readFile(posix.join(ROOT, file), 'utf8'), new RegExp(`^# ${number}\\. `), file)
    numbers.push(number)
  }
  assert.ok(numbers.length > 20)
  assert.equal(new Set(numbers).size, numbers.length)
})
