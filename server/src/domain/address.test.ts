/** Addresses as sockets and proxies write them, and what each is: one spelling, or "unknown". */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOf, networksOf } from './address.ts'

test('an address has one spelling, without the port, brackets, zone or white space around it', () => {
  const table: readonly (readonly [given: string, address: string])[] = [
    ['203.0.113.8', '203.0.113.8'],
    ['203.0.113.8:40001', '203.0.113.8'],
    [' 203.0.113.8 ', '203.0.113.8'],
    ['2001:db8::8', '2001:db8::8'],
    ['[2001:db8::8]', '2001:db8::8'],
    ['[2001:db8::8]:40001', '2001:db8::8'],
    ['[2001:DB8:0:0:0:0:0:8]:1', '2001:db8::8'],
    ['2001:0db8:0000::0008', '2001:db8::8'],
    ['::ffff:203.0.113.8', '203.0.113.8'],
    ['::FFFF:203.0.113.8', '203.0.113.8'],
    ['::ffff:cb00:7108', '203.0.113.8'],
    ['0:0:0:0:0:ffff:cb00:7108', '203.0.113.8'],
    ['[::ffff:203.0.113.8]:40001', '203.0.113.8'],
    ['fe80::1%eth0', 'fe80::1'],
    ['[fe80::1%25eth0]:443', 'fe80::1'],
    ['::', '::'],
    ['::1', '::1'],
  ]
  for (const [given, address] of table) assert.equal(addressOf(given), address, given)
})

test('what is no address is unknown, whatever it looks like', () => {
  const none = [
    undefined,
    '',
    ' ',
    'unknown',
    '_hidden',
    'localhost',
    'for=203.0.113.8',
    '"203.0.113.8"',
    '203.0.113.8, 203.0.113.9',
    '203.0.113',
    '203.0.113.256',
    '203.0.113.010',
    '0xcb.0.113.8',
    '3405803784',
    '203.0.113.8:',
    '203.0.113.8:port',
    '203.0.113.8:400010',
    '[203.0.113.8]',
    '[203.0.113.8]:80',
    '2001:db8::8::1',
    '[2001:db8::8',
    '2001:db8::8]:80',
    '[2001:db8::8]:',
    '12345::',
    '%eth0',
    '203.0.113.8\0',
    'x'.repeat(100_000),
    ':'.repeat(79),
    '['.repeat(79),
  ]
  for (const given of none) assert.equal(addressOf(given), 'unknown', String(given).slice(0, 40))
})

test('the networks of an IPv6 address are its /64 and its /48; IPv4 is by itself', () => {
  const table: readonly (readonly [address: string, near: string, far: string | undefined])[] = [
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:db8::8', '2001:db8:0:0::/64', '2001:db8:0::/48'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['::1', '0:0:0:0::/64', '0:0:0::/48'],
    ['::', '0:0:0:0::/64', '0:0:0::/48'],
    ['1::', '1:0:0:0::/64', '1:0:0::/48'],
    ['203.0.113.8', '203.0.113.8', undefined],
    ['unknown', 'unknown', undefined],
  ]
  for (const [address, near, far] of table) assert.deepEqual(networksOf(address), { near, far }, address)
})
