/** Addresses that answers are sent to, by example. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { isRedirectUriOf, matchesRedirectUri, redirectUriProblem } from './redirect-uri.ts'

const GOOD = [
  'https://app.example/callback',
  'https://app.example',
  'https://app.example/',
  'https://app.example?tenant=1',
  'https://app.example:8443/callback?tenant=1',
  'https://192.0.2.1/callback',
  'https://app.example/call%20back',
  'http://127.0.0.1/callback',
  'http://127.0.0.1:8080/callback',
  'http://[::1]/callback',
  'http://localhost:3000/callback',
]
const OF_NATIVE_ALONE = ['com.example.app:/callback', 'com.example.app://callback', 'org.example.x-1:/']

/** What is refused of every kind, with a part of the sentence. */
const BAD: readonly (readonly [uri: string, sentence: RegExp])[] = [
  ['', /characters/],
  ['/callback', /whole address/],
  ['app.example/callback', /whole address/],
  ['//app.example/callback', /whole address/],
  ['https:', /whole address/],
  ['https://', /whole address/],
  ['https:app.example/callback', /Write it as https:\/\/app\.example\/callback/],
  ['https://app.example/callback#', /fragment/],
  ['https://app.example/callback#done', /fragment/],
  ['https://*.app.example/callback', /Wildcards/],
  ['https://app.example/*', /Wildcards/],
  ['https://user@app.example/callback', /user name/],
  ['https://user:pass@app.example/callback', /user name/],
  ['https://@app.example/callback', /user name/],
  ['https://app.example@evil.example/callback', /user name/],
  ['https://app.example\\@evil.example/callback', /characters/],
  ['https://app.example/call back', /characters/],
  [' https://app.example/callback', /characters/],
  ['https://app.example/callback\n', /characters/],
  ['https://bücher.example/callback', /characters/],
  ['https://app.example/../callback', /Write it as/],
  ['https://app.example/%2e%2e/callback', /Write it as/],
  ['HTTPS://app.example/callback', /Write it as/],
  ['https://APP.example/callback', /Write it as/],
  ['https://app.example:443/callback', /Write it as/],
  ['https://app.example:99999/callback', /whole address/],
  ['http://127.1/callback', /Write it as/],
  ['http://0x7f.0.0.1/callback', /Write it as/],
  ['http://app.example/callback', /Use https/],
  ['http://127.0.0.1.app.example/callback', /Use https/],
  ['http://127.0.0.2/callback', /Use https/],
  ['http://localhost.app.example/callback', /Use https/],
  ['http://[::ffff:127.0.0.1]/callback', /Use https/],
  ['javascript:alert(1)', /Use https/],
  ['data:text/html,x', /Use https/],
  ['file:///etc/passwd', /Use https/],
  ['urn:ietf:wg:oauth:2.0:oob', /Use https/],
  ['myapp:/callback', /Use https/],
  ['com.example.app:callback', /Use https/],
  ['https://app.example/callback?code=1', /answer/],
  ['https://app.example/callback?a=b&state=', /answer/],
  [`https://app.example/${'a'.repeat(2000)}`, /2000/],
]

void suite('redirect URIs', () => {
  test('whole addresses with https, and of the machine itself, can be registered by every kind', () => {
    for (const uri of GOOD)
      for (const kind of ['web', 'native'] as const)
        assert.equal(redirectUriProblem(uri, kind), undefined, uri)
  })

  test('a scheme of one’s own is a native app’s alone', () => {
    for (const uri of OF_NATIVE_ALONE) {
      assert.equal(redirectUriProblem(uri, 'native'), undefined, uri)
      assert.match(redirectUriProblem(uri, 'web') ?? '', /native/, uri)
    }
    assert.match(redirectUriProblem('com.example.app://me@callback', 'native') ?? '', /user name/)
  })

  test('what reaches somebody else or can be read in two ways is refused with a sentence', () => {
    for (const [uri, sentence] of BAD)
      for (const kind of ['web', 'native'] as const)
        assert.match(redirectUriProblem(uri, kind) ?? 'taken', sentence, `${uri} of ${kind}`)
  })

  test('a native app may listen on any port of a loopback IP, and on nothing else', () => {
    const registered = 'http://127.0.0.1/callback'
    for (const presented of [registered, 'http://127.0.0.1:1/callback', 'http://127.0.0.1:65535/callback'])
      assert.ok(matchesRedirectUri(registered, presented), presented)
    for (const presented of [
      'http://127.0.0.1:65536/callback',
      'http://127.0.0.1:0/callback',
      'http://127.0.0.1:080/callback',
      'http://127.0.0.1:/callback',
      'http://127.0.0.1:1/callback/',
      'http://127.0.0.1:1/callback?x=1',
      'http://127.0.0.1:1@evil.example/callback',
      'http://localhost:1/callback',
      'http://[::1]:1/callback',
      'https://127.0.0.1:1/callback',
      'HTTP://127.0.0.1:1/callback',
      'http://127.0.0.1:1\n/callback',
    ])
      assert.ok(!matchesRedirectUri(registered, presented), presented)
    assert.ok(matchesRedirectUri('http://127.0.0.1:8080/callback', 'http://127.0.0.1:9/callback'))
    assert.ok(matchesRedirectUri('http://[::1]/', 'http://[::1]:9/'))
    assert.ok(matchesRedirectUri('http://127.0.0.1', 'http://127.0.0.1:9'))
    assert.ok(!matchesRedirectUri('http://localhost/callback', 'http://localhost:9/callback'))
    assert.ok(!matchesRedirectUri('https://app.example/a', 'https://app.example:8443/a'))
  })

  test('of an app that is not native every address is compared byte by byte', () => {
    const redirectUris = ['http://127.0.0.1/callback', 'https://app.example/callback']
    assert.ok(isRedirectUriOf({ kind: 'web', redirectUris }, 'https://app.example/callback'))
    assert.ok(!isRedirectUriOf({ kind: 'web', redirectUris }, 'http://127.0.0.1:8080/callback'))
    assert.ok(isRedirectUriOf({ kind: 'native', redirectUris }, 'http://127.0.0.1:8080/callback'))
    for (const other of [
      'https://app.example/callback/',
      'https://app.example/Callback',
      'https://app.example',
    ])
      assert.ok(!isRedirectUriOf({ kind: 'native', redirectUris }, other), other)
  })
})
