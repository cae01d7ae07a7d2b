/** What an answer looks like that tells a script to come back, and neither that it succeeded nor that its token is bad. */
import assert from 'node:assert/strict'
import { exchange } from '../../server/testing/requests.ts'

type Answer = {
  readonly status: number
  readonly headers: object
  readonly text: string
  readonly body: { readonly message?: unknown }
}

/** Words of the inside that nobody outside is to read. */
const INSIDE = /sqlite|postgres|SQLSTATE|disk|malformed|ECONN|EFBIG|ENOSPC|pg_|countersign\.db/i

export function assertOutage({ status, headers: answered, body, text }: Answer, what: string): void {
  const headers = new Headers(
    answered instanceof Headers
      ? answered
      : Object.entries(answered).map(([name, value]) => [name, String(value)]),
  )
  assert.equal(status, 503, `${what}: ${status} ${text}`)
  assert.ok(Number(headers.get('retry-after')) > 0, `${what}: no Retry-After`)
  assert.match(String(headers.get('content-type')), /json/, what)
  assert.ok(typeof body.message === 'string' && body.message.length > 0, `${what}: ${text}`)
  assert.doesNotMatch(text, INSIDE, what)
}

/** An exchange that is a success or an outage, never the token's fault. Answers whether it was a success. */
export async function isExchanged(server: Parameters<typeof exchange>[0], value: string): Promise<boolean> {
  const answer = await exchange(server, value)
  if (answer.status !== 200) assertOutage(answer, 'an exchange')
  return answer.status === 200
}
