/** Passwords are checked against hashes of ours, of older parameters and of other implementations. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashPassword, isOutdated, verifyPassword } from './password.ts'

const PASSWORD = 'correct horse battery'
const phc = await hashPassword(PASSWORD)

// From the tests of the reference implementation (P-H-C/phc-winner-argon2, test.c).
const REFERENCE = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'

test('the right password is accepted, any other refused', async () => {
  assert.equal(await verifyPassword(PASSWORD, phc), true)
  for (const wrong of ['', 'correct horse batterz', `${PASSWORD} `, PASSWORD.toUpperCase(), phc]) {
    assert.equal(await verifyPassword(wrong, phc), false)
  }
})

test('a user who is unknown is refused, whatever the password', async () => {
  for (const password of ['', PASSWORD]) assert.equal(await verifyPassword(password, undefined), false)
})

test('a hash has the PHC form, a salt of its own and not the password', async () => {
  assert.match(phc, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  assert.notEqual(await hashPassword(PASSWORD), phc)
})

test('hashes of other implementations and older parameters are read, and those that cost less to guess are to be renewed', async () => {
  assert.equal(isOutdated(phc), false)
  assert.equal(isOutdated(REFERENCE), false)
  for (const less of ['m=19455,t=2,p=1', 'm=65536,t=1,p=1'])
    assert.equal(isOutdated(REFERENCE.replace('m=65536,t=2,p=1', less)), true, less)
  assert.equal(await verifyPassword('password', REFERENCE), true)
  assert.equal(await verifyPassword('passwore', REFERENCE), false)
})

test('the same password is the same on every keyboard', async () => {
  const composed = await hashPassword('Füße über Brücken')
  assert.equal(await verifyPassword('Füße über Brücken'.normalize('NFD'), composed), true)
  assert.equal(await verifyPassword('ＡＢＣＤ１２３４５６７８', await hashPassword('ABCD12345678')), true)
})

test('a stored hash that cannot be read is an error, not a wrong password', async () => {
  const unreadable = [
    '',
    'x',
    phc.slice(0, -30),
    phc.replace('argon2id', 'argon2i'),
    `${phc}\n`,
    '$2b$12$abc',
  ]
  for (const stored of unreadable)
    await assert.rejects(verifyPassword(PASSWORD, stored), /stored password hash/)
})
