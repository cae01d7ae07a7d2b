/** New passwords by example: which are taken, which are not, and why. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unsuitablePassword } from './unsuitable-password.ts'

const dana = {
  ...{ username: 'Dana.Smith', email: 'dsmith77@example.org', firstName: 'Dana', lastName: 'Müller-Smith' },
  organizations: ['globex', 'Globex Corporation'],
}

test('a long password that nobody guesses first is suitable, whatever characters it has', async () => {
  const suitable = [
    'correct horse battery',
    'tea ladder forty',
    'пять зелёных рыб',
    '五匹の緑の魚が川を泳いで行く',
    '🦊🐟🦉🐝🦎🐢🦔🐧🦋🐙🦀🐌',
    'smith builds a wall',
    'globex sells no umbrellas',
    'Dana-7Kq2-vX9m-p4Rt',
    'vT8#kq2Lm9!x',
    'kxqjvbwzmtrp',
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

test('a password is not made of the names of its owner, the organization or the product, in whatever order', async () => {
  const own = [
    'dsmith77@example.org',
    'DSMITH77@EXAMPLE.ORG',
    'dsmith77@example.org!1',
    '--dana.smith--',
    'Dana.Smith2026',
    'dana.smithdana.smith',
    'dsmith77dsmith77',
    'SmithDana2026!',
    'smith-dana-globex',
    'DanaMueller2026',
    'danamuller77!!',
    'Müller-Smith-1984',
    'D4n4.5m1th.2026',
    'Globex2026!!',
    'globexcorporation',
    'Corporation-Globex-1',
    'Countersign1!',
    'countersign2026',
    'Countersign@Globex',
    'c0unt3rs1gn-dana',
    'ngisretnuoc2026',
    'DanaDanaDana!',
    'GlobexPassword1!',
    'Dana loves Globex',
    'ＧＬＯＢＥＸ２０２６！！',
  ]
  for (const password of own) {
    assert.match((await unsuitablePassword(password, dana)) ?? '', /must not be made of your name/, password)
  }
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
    'Sunshine2026!',
    'Monkey!!!2026',
    '2026!Dragon!!',
    'iloveyou2026!!',
    'P@ssw0rd!2026',
    'p4$$w0rdp4$$w0rd',
    'drowssap2026!',
    'Summer2026!!',
    'welcome12345!',
    'passwordletmein',
    'qazwsxedcrfv',
    '1qaz2wsx3edc',
    'zaq12wsxcde3',
    'asdfghjkl;12',
    'qwertzuiopü+',
    'azertyuiop123',
    '!@#$%^&*()_+',
    '147258369147',
    'qweasdzxc123',
    '112233445566',
    'passw0rd-passw0rd-',
    '31.12.1999!!',
    'password'.repeat(100),
  ]
  for (const password of common) {
    assert.match((await unsuitablePassword(password, dana)) ?? '', /first that are guessed/, password)
  }
})
