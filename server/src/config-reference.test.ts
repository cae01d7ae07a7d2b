/** That the reference page is the one that the table of settings makes. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { SETTINGS, variableOf } from './config.ts'
import { configReference } from './config-reference.ts'

test('docs/configuration.md tells of every setting as it is now', async () => {
  const page = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8')
  for (const name of Object.keys(SETTINGS)) assert.ok(page.includes(`## ${variableOf(name)}\n`), name)
  assert.equal(
    page,
    configReference(),
    'Run: node --conditions=countersign-source scripts/write-configuration-reference.ts',
  )
})
