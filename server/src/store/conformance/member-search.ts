/** Promises about searching members: by parts of words in any order, without case and accents, taken literally, within one organization. */
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { sharedDatabase, type OpenDatabase } from './database.ts'
import { addMember } from './samples.ts'

const PEOPLE = [
  { username: 'ada', firstName: 'Ada', lastName: 'Lovelace', email: 'ada@engines.example' },
  { username: 'élodie', firstName: 'Élodie', lastName: 'Müller', email: 'em@mueller.example' },
  { username: 'юлия', firstName: 'Юлия', lastName: 'Иванова', email: 'julia@ivanova.example' },
  { username: 'noa', firstName: 'נועה', lastName: 'לוי', email: 'noa@levi.example' },
  { username: 'groß', firstName: 'José', lastName: 'ŞAHİN', email: 'jose@strasse.example' },
  { username: '100%_sure', firstName: 'Back\\slash', lastName: "O'Brien!", email: 'sure@acme.example' },
]

export function memberSearchPromises(open: OpenDatabase): void {
  suite('searching members', () => {
    const database = sharedDatabase(open)
    let organizationId = ''
    before(async () => {
      ;({ organizationId } = await addMember(database.store, { user: { username: 'somebody' } }))
      for (const user of PEOPLE) await addMember(database.store, { organizationId, user })
      await addMember(database.store, { user: { firstName: 'Ada', lastName: 'Elsewhere' } })
    })

    for (const [term, usernames] of [
      ['ada', ['ada']],
      ['ADA', ['ada']],
      ['da love', ['ada']],
      ['lovelace ada', ['ada']],
      ['engines Love', ['ada']],
      ['ada nobody', []],
      ['adaada', []],
      ['@ENGINES', ['ada']],
      ['ÉLO', ['élodie']],
      ['mÜLL', ['élodie']],
      ['muller', ['élodie']],
      ['elodie', ['élodie']],
      ['jose', ['groß']],
      ['José', ['groß']],
      ['GROSS', ['groß']],
      ['straße', ['groß']],
      ['sahin', ['groß']],
      ['ＪＯＳＥ', ['groß']],
      ['ЮЛ', ['юлия']],
      ['ИВАНОВА', ['юлия']],
      ['לוי', ['noa']],
      ['%', ['100%_sure']],
      ['0%_s', ['100%_sure']],
      ['_', ['100%_sure']],
      ['k\\s', ['100%_sure']],
      ["o'brien!", ['100%_sure']],
      ['elsewhere', []],
      ["' or 1=1 --", []],
    ] as const) {
      test(`"${term}" finds ${usernames.join() || 'nobody'}`, async () => {
        const found = await database.store.organizations.searchMembers(organizationId, term, 20)
        assert.deepEqual(
          found.map(({ user }) => user.username),
          usernames,
        )
      })
    }

    test('no more than the limit are found', async () => {
      const found = await database.store.organizations.searchMembers(organizationId, '', 3)
      assert.equal(found.length, 3)
    })
  })
}
