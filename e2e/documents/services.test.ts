/** docs/services.md: what it says of tokens is so, and its examples are whole files that are run, each in its language. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import test, { after, suite } from 'node:test'
import { openAcme } from '../../server/testing/acme.ts'
import { accessTokenOf } from '../../server/testing/people.ts'
import { claimsOf, request } from '../../server/testing/requests.ts'
import { ROOT } from './blocks.ts'
import { EXAMPLES } from './service-example.ts'

const document = await readFile(`${ROOT}/docs/services.md`, 'utf8')

/** A comment that names a file, and the code block after it. */
const SHOWN = /<!-- (examples\/\S+) -->\n\n```\w+\n([\s\S]*?)\n```/g

suite('docs/services.md', async () => {
  const acme = await openAcme({ after })

  test('each example that it shows is the file that it names, of a folder that is run', async () => {
    const shown = [...document.matchAll(SHOWN)]
    assert.ok(shown.length >= 6)
    for (const [, path = '', code] of shown)
      assert.equal(`${code}\n`, await readFile(ROOT + path, 'utf8'), path)
    const folders = new Set(shown.map(([, path = '']) => path.split('/').slice(0, 2).join('/')))
    assert.deepEqual(
      [...folders].toSorted(),
      Object.values(EXAMPLES)
        .map(({ folder }) => folder)
        .toSorted(),
    )
  })

  test('explains every claim of an access token, and none that there is not', async () => {
    const [, table = ''] = /### Claims\n\n([\s\S]*?)\n\n/.exec(document) ?? []
    const explained = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, claim]) => claim!)
    const whole = await accessTokenOf(acme, acme.member)
    const narrowed = await accessTokenOf(acme, acme.member, { scope: 'inventory:item.read' })
    const claims = [whole, narrowed].flatMap((headers) =>
      Object.keys(claimsOf(headers['csp-auth-token'] ?? '')),
    )
    // Only of those with too many rights, of an app for a person, and of those that are bound to a key.
    const others = ['ovl', 'grant_id', 'cnf']
    assert.deepEqual(explained.toSorted(), [...new Set([...claims, ...others])].toSorted())
  })

  test('names addresses at which there is what it says', async () => {
    const [, table = ''] = /### What a service needs to know\n\n([\s\S]*?)\n\n/.exec(document) ?? []
    const paths = [...table.matchAll(/`(?:https:\/\/tokens\.example\.com)?(\/[^`]+)`/g)].map(
      ([, path]) => path!,
    )
    assert.equal(paths.length, 3)
    for (const path of paths) {
      const { status, body } = await request(acme, 'GET', path)
      assert.equal(status, 200, path)
      assert.ok(body.keys?.[0].kid ?? body.jwks_uri, path)
    }
  })
})
