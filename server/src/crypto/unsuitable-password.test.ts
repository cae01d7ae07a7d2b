/** New passwords by example: which are taken, which are not, and why. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unsuitablePassword } from './unsuitable-password.ts'

const dana = { username: 'Dana.Smith', email: 'dsmith77@example.org' }

test('a long password that nobody guesses first is suitable, whatever characters it has', async () => {
  const suitable = [
    'correct horse battery',
    'tea ladder forty',
    'пять зелёных рыб',
    '五匹の緑の魚が川を泳いで行く',
    '🦊🐟🦉🐝🦎🐢🦔🐧🦋🐙🦀🐌',
    'smith builds a wall',
    '4917-3305-8812-a',
    'x'.repeat(3) + 'kqv'.repeat(2) + 'Zt9 plum',
    Array.from({ length: 1024 }, (_, at) => String.fromCharCode(97 + ((at * at) % 23))).join(''),
  ]
  for (const password of suitable) assert.equal(await unsuitablePassword(password, dana), undefined, password)
})

test('a password has at least 12 characters, counted as people count them', async () => {
  for (const password of ['', 'kqvzt9plum!', '🦊🐟🦉🐝🦎🐢🦔🐧🦋🐙🦀', 'e\u0301'.repeat(6) + 'kqvzt']) {
    assert.match((await unsuitablePassword(password, dana)) ?? '', /at least 12 characters/)
  }
})

test('a password has at most 1024 bytes', async () => {
  const password = Array.from({ length: 513 }, (_, at) => 'äöü'[(at * at) % 3]).join('')
  assert.match((await unsuitablePassword(password, dana)) ?? '', /at most 1024 bytes/)
})

test('a password is not the user name or the e-mail address, nor these with something around them', async () => {
  const own = [
    'dsmith77@example.org',
    'DSMITH77@EXAMPLE.ORG',
    'dsmith77@example.org!1',
    '--dana.smith--',
    'Dana.Smith2026',
    'dana.smithdana.smith',
    'dsmith77dsmith77',
    'dsmith123456',
  ]
  for (const password of own)
    assert.match((await unsuitablePassword(password, dana)) ?? '', /user name or e-mail/, password)
})

test('a common password is refused, also repeated, with digits and signs around it, or along the keyboard', async () => {
  const common = [
    'password1234',
    'Password2026!',
    'passwordpassword',
    '!LetMeIn!2026',
    'administrator',
    'changeme-changeme-'.replaceAll('-', ''),
    'qwertyuiop12',
    'qwertyuiopas',
    'abcdefghijkl',
    'lkjihgfedcba',
    '123456789012',
    '987654321098',
    'aaaaaaaaaaaa',
    'abcabcabcabc',
    '            ',
    'ＰＡＳＳＷＯＲＤ１２３４',
  ]
  for (const password of common) {
    assert.match((await unsuitablePassword(password, dana)) ?? '', /first that are guessed/, password)
  }
})
