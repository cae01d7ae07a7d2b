/**
 * Every awkward request is sent to our service and to the oracle. Where they differ there is a row with the reason in
 * `docs/oauth-differences.md`, and there is no row for anything else.
 */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import test from 'node:test'
import { authorizeCases } from './authorize-cases.ts'
import { deviceCases } from './device-cases.ts'
import { grantCases } from './grant-cases.ts'
import { openSides } from './sides.ts'
import { tokenCases } from './token-cases.ts'

const DOCUMENT = new URL('../../docs/oauth-differences.md', import.meta.url)

test('each difference from oidc-provider has its reason, and each reason its difference', async (t) => {
  const { ours, theirs } = await openSides(t)
  const found = new Map<string, string>()
  const cases = [...tokenCases, ...authorizeCases, ...grantCases, ...deviceCases]
  for (const { name, ask } of cases) {
    const [mine, other] = [await ask(ours), await ask(theirs)]
    if (mine !== other) found.set(name, `${mine} | ${other}`)
  }
  assert.ok(cases.length > 130, `only ${cases.length} requests`)

  const rows = (await readFile(DOCUMENT, 'utf8')).split('\n').filter((line) => line.startsWith('| '))
  const known = new Map<string, string>()
  for (const row of rows.slice(1)) {
    const [, name = '', mine, other, why = ''] = row.split('|').map((cell) => cell.trim())
    if (/^-+$/.test(name)) continue
    assert.ok(why.length > 20, `${name} has no reason`)
    known.set(name, `${mine} | ${other}`)
  }
  assert.deepEqual(Object.fromEntries(known), Object.fromEntries(found))
})
