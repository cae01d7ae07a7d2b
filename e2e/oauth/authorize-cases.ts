/** Awkward requests to the authorization endpoint: who is asked, who is told, and where the answer goes. */
import { authorizeUrl, pkce, type Case } from './requests.ts'
import { CALLBACK, LOOPBACK, type Side } from './sides.ts'

type Changed = Readonly<Record<string, string | null>>

/** Nobody is signed in: what would be asked of a person is asked. */
async function sentTo(side: Side, url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'manual' })
  await response.body?.cancel()
  const location = response.headers.get('location')
  if (location === null) return response.status === 200 ? 'asked' : 'told the person'
  const target = new URL(location, url)
  if (target.origin === side.issuer) return 'asked'
  const answer = target.hash === '' ? target.searchParams : new URLSearchParams(target.hash.slice(1))
  const where = target.hash === '' ? 'back' : 'back in the fragment'
  return `${where}: ${answer.get('error') ?? 'code'}`
}

const errors: Readonly<Record<string, Changed>> = {
  'that is good': {},
  'without response_type': { response_type: null },
  'for a token': { response_type: 'token' },
  'for an ID token': { response_type: 'id_token' },
  'for code and ID token': { response_type: 'code id_token' },
  'with an unknown response_type': { response_type: 'nothing' },
  'with the fragment as response_mode': { response_mode: 'fragment' },
  'with form_post': { response_mode: 'form_post' },
  'with an unknown response_mode': { response_mode: 'pigeon' },
  'without a challenge': { code_challenge: null, code_challenge_method: null },
  'with the plain method': { code_challenge_method: 'plain' },
  'without a method': { code_challenge_method: null },
  'with an unknown method': { code_challenge_method: 'S512' },
  'with a short challenge': { code_challenge: 'abc' },
  'with a challenge that is no base64url': { code_challenge: '!'.repeat(43) },
  'without state and nonce': { state: null, nonce: null },
  'without scope': { scope: null },
  'with an unknown scope': { scope: 'openid nothing' },
  'with an unknown parameter': { extra: 'foobar' },
  'with prompt none': { prompt: 'none' },
  'with prompt none and login': { prompt: 'none login' },
  'with an unknown prompt': { prompt: 'dance' },
  'with max_age that is no number': { max_age: 'soon' },
  'with max_age below zero': { max_age: '-1' },
  'with display popup': { display: 'popup' },
  'with a request object': { request: 'eyJhbGciOiJub25lIn0.e30.' },
  'with a request_uri of the web': { request_uri: 'https://wiki.example/request' },
  'with registration': { registration: '{}' },
  'with a hint that is no token': { id_token_hint: 'x.y.z' },
  'with claims': { claims: '{"userinfo":{"name":{"essential":true}}}' },
  'with acr_values': { acr_values: 'urn:unknown' },
  'with ui_locales': { ui_locales: 'de se' },
  'without a client': { client_id: null },
  'of an unknown client': { client_id: 'nobody' },
}

const redirects: Readonly<Record<string, Changed>> = {
  'left out': { redirect_uri: null },
  'with a slash at its end': { redirect_uri: `${CALLBACK}/` },
  'with a query': { redirect_uri: `${CALLBACK}?a=b` },
  'with a fragment': { redirect_uri: `${CALLBACK}#a` },
  'in capitals': { redirect_uri: CALLBACK.replace('wiki', 'WIKI') },
  'with the default port': { redirect_uri: CALLBACK.replace('.example', '.example:443') },
  'over http': { redirect_uri: CALLBACK.replace('https', 'http') },
  'of a host below': { redirect_uri: CALLBACK.replace('wiki', 'a.wiki') },
  'with a name before the host': { redirect_uri: CALLBACK.replace('wiki', 'wiki.example@evil') },
  'with dots in its path': { redirect_uri: CALLBACK.replace('/callback', '/a/../callback') },
  'that is a script': { redirect_uri: 'javascript:alert(1)' },
  'that is no address': { redirect_uri: 'callback' },
}

const loopback: Readonly<Record<string, string>> = {
  'at its own address': LOOPBACK,
  'at any port': LOOPBACK.replace('127.0.0.1', '127.0.0.1:45678'),
  'at another path': `${LOOPBACK}/other`,
  'by the name localhost': LOOPBACK.replace('127.0.0.1', 'localhost'),
  'by IPv6': LOOPBACK.replace('127.0.0.1', '[::1]'),
  'over https': LOOPBACK.replace('http', 'https'),
}

const asked = (name: string, changedOf: (side: Side) => Changed): Case => ({
  name,
  ask: (side) => sentTo(side, authorizeUrl(side, pkce().challenge, changedOf(side))),
})

export const authorizeCases: readonly Case[] = [
  ...Object.entries(errors).map(([name, changed]) => asked(`authorization request ${name}`, () => changed)),
  ...Object.entries(redirects).map(([name, changed]) => asked(`redirect URI ${name}`, () => changed)),
  ...Object.entries(loopback).map(([name, redirect_uri]) =>
    asked(`loopback redirect URI ${name}`, ({ clients: { native } }) => ({
      client_id: native.id,
      redirect_uri,
    })),
  ),
  asked('authorization request of a machine', ({ clients: { machine } }) => ({ client_id: machine.id })),
  ...['client_id', 'redirect_uri', 'state', 'scope', 'code_challenge'].map((name): Case => ({
    name: `authorization request with ${name} twice`,
    ask: (side) => sentTo(side, `${authorizeUrl(side, pkce().challenge)}&${name}=other`),
  })),
]
