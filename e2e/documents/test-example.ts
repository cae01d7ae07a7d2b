/** The promises that an example of a service keeps, in every language. */
import assert from 'node:assert/strict'
import test, { suite } from 'node:test'
import { built } from './built.ts'
import { answersOf, EXAMPLES, type Example } from './service-example.ts'

/** Installations whose access tokens it is shown. Of TypeScript the option is tested with the package itself. */
const TYPES = {
  typescript: ['at+jwt'],
  python: ['at+jwt', 'JWT'],
  go: ['at+jwt', 'JWT'],
  java: ['at+jwt', 'JWT'],
} as const

export async function testExample(language: keyof typeof EXAMPLES): Promise<void> {
  const example: Example = EXAMPLES[language]
  const place = await built(example)
  const skip = 'skip' in place ? place.skip : undefined
  const folder = 'folder' in place ? place.folder : ''
  suite(`the service in ${language}`, () => {
    for (const type of TYPES[language]) {
      test(
        `answers each kind of access token as the documents say, of the type ${type}`,
        { skip },
        async (t) => {
          const { answers, organizationId } = await answersOf(t, example, folder, type)
          const statuses = Object.entries(answers).map(([what, { status }]) => [what, status])
          // By its properties alone Spring tells an ID token from an access token by what it may do: nothing.
          const ofIdToken = language === 'java' && type === 'JWT' ? 403 : 401
          assert.deepEqual(Object.fromEntries(statuses), {
            good: 200,
            ofMachine: 200,
            boundToAKey: 401,
            withoutThePermission: 403,
            forNoService: 403,
            idToken: ofIdToken,
            withAnotherSignature: 401,
            garbage: 401,
            none: 401,
            atAnotherOrganization: 403,
            atItsOrganizationInCapitals: 403,
            atAnOrganizationOfNoName: 403,
          })
          assert.match(answers.good.text, language === 'typescript' ? /forklift/ : new RegExp(organizationId))
          assert.match(answers.garbage.challenge ?? '', /^Bearer .*error="invalid_token"/)
          assert.match(answers.withoutThePermission.challenge ?? '', /^Bearer .*error="insufficient_scope"/)
          t.diagnostic(JSON.stringify(statuses))
        },
      )
    }
  })
}
