/** The people of an organization, page by page and by search: everyone exactly once, and nobody of another organization. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import fc from 'fast-check'
import { randomUuid } from '../../crypto/random.ts'
import { openAcme } from '../../../testing/acme.ts'
import { accessTokenFor, call, tokenOf } from '../../../testing/compatible.ts'
import { COMPATIBLE } from '../../../testing/requests.ts'

const acme = await openAcme({ after })
const { organization, other } = acme
const accessToken = await accessTokenFor(acme, (await tokenOf(acme, 'olivia')).value)

const PEOPLE = 43
await acme.app.needs.store.change(async (tx) => {
  for (let index = 0; index < PEOPLE; index++) {
    const user = {
      id: randomUuid(),
      domain: 'local',
      username: `person-${String(index).padStart(2, '0')}`,
      email: `p${index}@${index === 7 ? 'köln' : 'acme'}.example`,
      isEmailVerified: true,
      firstName: index === 7 ? 'Jürgen_50%' : 'Pat',
      lastName: 'Doe',
      createdAt: acme.clock.now,
      deactivatedAt: null,
    }
    await tx.users.insert(user, 'no password')
    await tx.organizations.addMember(organization.id, user.id, acme.clock.now)
  }
  return { result: undefined, events: [] }
})
const EVERYONE = PEOPLE + 2

type Page = {
  totalResults: number
  results: { user: { username: string } }[]
  nextLink: string | null
  prevLink: string | null
}

const get = (path: string) => call(acme, accessToken, 'GET', path)
const usersOf = (id: string) => `/v2/orgs/${id}/users`
const namesIn = ({ results }: Pick<Page, 'results'>) => results.map(({ user }) => user.username)

async function follow(path: string | null, link: 'nextLink' | 'prevLink'): Promise<Page[]> {
  const pages: Page[] = []
  for (let next = path; next !== null; next = pages.at(-1)![link]?.slice(COMPATIBLE.length) ?? null) {
    const { status, body, text } = await get(next)
    assert.equal(status, 200, text)
    pages.push(body)
    assert.ok(pages.length <= EVERYONE)
  }
  return pages
}

suite('pages of people', () => {
  test('hold everyone exactly once, whatever their size, forwards and backwards', async () => {
    const whole = namesIn((await get(`${usersOf(organization.id)}?pageLimit=200`)).body)
    assert.equal(new Set(whole).size, EVERYONE)
    const property = fc.asyncProperty(fc.integer({ min: 2, max: 60 }), async (pageLimit) => {
      const forwards = await follow(`${usersOf(organization.id)}?pageLimit=${pageLimit}`, 'nextLink')
      assert.deepEqual(forwards.flatMap(namesIn), whole)
      assert.ok(forwards.every(({ totalResults }) => totalResults === EVERYONE))
      const start = 1 + pageLimit * (forwards.length - 1)
      const last = `${usersOf(organization.id)}?pageStart=${start}&pageLimit=${pageLimit}`
      const backwards = await follow(last, 'prevLink')
      assert.deepEqual(backwards.toReversed().flatMap(namesIn), whole)
    })
    // 44: the last page has one person on it. 45: there is one page.
    await fc.assert(property, { numRuns: 8, examples: [[44], [45]] })
  })

  test('are of 20 unless asked otherwise, and begin with the first', async () => {
    const { body } = await get(usersOf(organization.id))
    assert.deepEqual(body, (await get(`${usersOf(organization.id)}?pageStart=1&pageLimit=20`)).body)
    assert.equal(body.results.length, 20)
  })

  test('link back to the first person from anywhere near the beginning', async () => {
    const { body } = await get(`${usersOf(organization.id)}?pageStart=2&pageLimit=20`)
    assert.match(body.prevLink, /\?pageStart=1&pageLimit=20$/)
  })

  test('beyond the end are empty', async () => {
    const { body } = await get(`${usersOf(organization.id)}?pageStart=1000000000`)
    assert.deepEqual([body.totalResults, body.results, body.nextLink], [EVERYONE, [], null])
  })

  for (const query of [
    'pageStart=0',
    'pageStart=-1',
    'pageStart=1.5',
    'pageStart=x',
    'pageStart=1e3',
    'pageStart=99999999999',
    'pageLimit=0',
    'pageLimit=201',
    'pageLimit=%00',
    'pageLimit=20;drop',
  ]) {
    test(`are refused for ${query}`, async () => {
      const { status, body } = await get(`${usersOf(organization.id)}?${query}`)
      assert.equal(status, 400)
      assert.match(body.message, /^page(Start|Limit) must be a whole number from 1 to [0-9]+\.$/)
    })
  }
})

suite('searching people', () => {
  const search = (term: string) =>
    get(`/orgs/${organization.id}/users/search?userSearchTerm=${encodeURIComponent(term)}`)

  const FOUND: [string, number][] = [
    ['person-07', 1],
    ['PERSON-0', 10],
    ['jürgen', 1],
    ['JÜRGEN', 1],
    ['50%', 1],
    ['n_5', 1],
    ['KÖLN.example', 1],
    ['olivia@acme', 1],
    ['person', 20],
    ['%', 1],
    ['_', 1],
    ['sam', 0],
    ['globex', 0],
    ["' or 1=1 --", 0],
    ['!', 0],
    ['\\', 0],
  ]
  for (const [term, found] of FOUND) {
    test(`for ${term} finds ${found}`, async () => {
      const { status, body } = await search(term)
      assert.equal(status, 200)
      assert.deepEqual([body.totalResults, body.results.length], [found, found])
    })
  }

  for (const term of ['', '  ', 'x'.repeat(101), '\u0000']) {
    test(`for ${JSON.stringify(term.slice(0, 10))} is refused`, async () => {
      const { status, body } = await search(term)
      assert.equal(status, 400)
      assert.notEqual(body.message, '')
    })
  }
})

test('nobody of another organization is shown, and nothing of it can be asked', async () => {
  const everyone = namesIn((await get(`${usersOf(organization.id)}?pageLimit=200`)).body)
  assert.ok(everyone.includes('olivia') && !everyone.includes('sam'))
  assert.equal((await get(usersOf(other.id))).status, 404)
  assert.equal((await get(`/orgs/${other.id}/users/search?userSearchTerm=sam`)).status, 404)
})
