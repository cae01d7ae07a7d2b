/** The map in ARCHITECTURE.md, held: who may import whom, and where the dangerous things are. */
import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Of ours, besides their own folder. The most particular row holds; what stands in server/src itself puts it all together. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  'server/src/domain/': [],
  'server/src/crypto/': ['server/src/domain/'],
  'server/src/store/': ['server/src/domain/'],
  'server/src/actions/': [
    'server/src/domain/',
    'server/src/crypto/',
    'server/src/store/store.ts',
    'server/src/store/backup/archive.ts',
  ],
  'server/src/jobs/': ['server/src/domain/', 'server/src/actions/'],
  'server/src/observe/': [
    'server/src/domain/',
    'server/src/actions/',
    'server/src/crypto/',
    'server/src/store/store.ts',
  ],
  // Of crypto only what has no key: ids and the layout of a token.
  'server/src/http/': [
    'server/src/domain/',
    'server/src/actions/',
    'server/src/crypto/random.ts',
    'server/src/crypto/token-string.ts',
    '@countersign/api',
  ],
  'server/src/': [],
  'api/src/': [],
  'verify/src/': [],
  'console/src/': ['@countersign/api'],
  'cli/src/': ['@countersign/api', '@countersign/server', '@countersign/verify'],
}
const FOR_TESTS = /\.test\.tsx?$|\/testing\/|\/conformance/
const IMPORT = /^(?:import|export)\s(?:[^'"]*?from )?'([^']+)'|\bimport\('([^']+)'\)/gm

type File = { readonly path: string; readonly text: string; readonly imports: readonly string[] }
const files: File[] = []
for await (const path of glob('{api,verify,server,cli,console}/src/**/*.{ts,tsx}', { cwd: ROOT })) {
  if (FOR_TESTS.test(path)) continue
  const text = await readFile(ROOT + path, 'utf8')
  const targets = [...text.matchAll(IMPORT)].map(([, target, lazy]) => target ?? lazy!)
  const imports = targets.map((target) =>
    target.startsWith('.') ? posix.join(posix.dirname(path), target) : target,
  )
  files.push({ path, text, imports })
}
const isOurs = (target: string): boolean => /^(api|verify|server|cli|console)\/|^@countersign\//.test(target)

test('every import follows an arrow', () => {
  for (const [folder, others] of Object.entries(ARROWS)) {
    const inside = files.filter(
      ({ path }) => folder === Object.keys(ARROWS).find((each) => path.startsWith(each)),
    )
    const seen = inside.flatMap(({ path, imports }) => imports.map((target) => ({ path, target })))
    const wrong = seen.filter(
      ({ target }) => isOurs(target) && ![folder, ...others].some((allowed) => target.startsWith(allowed)),
    )
    assert.deepEqual(wrong, [])
    assert.ok(inside.length > 1 && seen.length > 1, `nothing was seen in ${folder}`)
  }
})

test('keys are only in crypto, databases only in the store, and nothing of the server reads the environment', () => {
  const only: readonly (readonly [RegExp, string])[] = [
    [/^(node:crypto|jose)$/, 'server/src/crypto/'],
    [/^(node:sqlite|kysely|pg)$/, 'server/src/store/'],
  ]
  const server = files.filter(({ path }) => path.startsWith('server/'))
  for (const [what, folder] of only) {
    const importers = server.filter(({ imports }) => imports.some((target) => what.test(target)))
    assert.deepEqual(
      importers.filter(({ path }) => !path.startsWith(folder)),
      [],
    )
    assert.ok(importers.length > 3)
  }
  assert.deepEqual(
    server.filter(({ text }) => /process\.(env|argv)/.test(text)).map(({ path }) => path),
    [],
  )
})

test('no folder is a drawer for odds and ends', () => {
  const drawers = files.filter(({ path }) => /\/(utils|helpers|common|shared|lib)\//.test(path))
  assert.deepEqual(drawers, [])
  assert.ok(files.length > 150, String(files.length))
})
