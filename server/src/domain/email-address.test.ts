/** What counts as an e-mail address. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isEmailAddress } from './email-address.ts'

test('an address is a name, an @ and a host name', () => {
  for (const address of ['a@b.example', "o'brien+x@mail.acme.example", 'A.B@x-y.example', '1@1.co'])
    assert.equal(isEmailAddress(address), true, address)
})

test('whatever else is none', () => {
  const none = [
    ...['', 'a', 'a@', '@b.example', 'a@b', 'a b@c.example', 'a@b..example', '.a@b.example', 'a.@b.example'],
    ...['a@-b.example', 'a@b.example.', 'a@b.example\n', 'a@@b.example', 'a@b@c.example', 'ä@b.example'],
    ...['a@b.example, c@d.example', '"a"@b.example', 'a@[127.0.0.1]', `${'a'.repeat(250)}@b.example`],
  ]
  for (const text of none) assert.equal(isEmailAddress(text), false, JSON.stringify(text))
})

test('a long text that is nearly one is judged at once', () => {
  const begun = performance.now()
  for (const text of [`${'a.'.repeat(120)}@`, `a@${'a-'.repeat(120)}`, `a@${'a.'.repeat(120)}`])
    isEmailAddress(text)
  assert.ok(performance.now() - begun < 1000)
})
