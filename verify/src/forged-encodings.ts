/** Forgeries of the form: signatures, base64url, parts, JSON that readers disagree about. */
import { sign as signBytes } from 'node:crypto'
import { base64url, signToken } from './forge-token.ts'
import { type Forgery, replaced, type Scene } from './forged-scene.ts'

export function forgeEncodings(scene: Scene): Forgery[] {
  return [...forgeSignatures(scene), ...forgeParts(scene), ...forgeBase64url(scene), ...forgeJson(scene)]
}

function forgeSignatures({ rsa, ec, ed, genuine, claims }: Scene): Forgery[] {
  const withSignature = (key: typeof rsa, change: (signature: Buffer) => Uint8Array | string) => {
    const [header, payload, signature] = genuine(key).split('.') as [string, string, string]
    return `${header}.${payload}.${base64url(change(Buffer.from(signature, 'base64url')))}`
  }
  const flipped = (at: number) => (signature: Buffer) => {
    signature[at < 0 ? signature.length + at : at]! ^= 1
    return signature
  }
  const der = () => {
    const input = genuine(ec).split('.').slice(0, 2).join('.')
    return `${input}.${base64url(signBytes('sha256', Buffer.from(input), ec.privateKey))}`
  }
  const [header, , signature] = genuine(rsa).split('.')
  const raised = base64url(JSON.stringify(claims({ perms: ['csp:org_owner'] })))
  const refused: [string, string][] = [
    ['no signature', withSignature(rsa, () => '')],
    ['claims replaced under a good signature', `${header}.${raised}.${signature}`],
    ['first bit of the signature flipped', withSignature(rsa, flipped(0))],
    ['last bit of the signature flipped', withSignature(rsa, flipped(-1))],
    ['signature cut by a byte', withSignature(rsa, (bytes) => bytes.subarray(0, -1))],
    ['signature longer by a byte', withSignature(rsa, (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]))],
    ['RSA signature 0', withSignature(rsa, () => Buffer.alloc(256))],
    ['RSA signature 1', withSignature(rsa, () => Buffer.alloc(256, 0).fill(1, 255))],
    ['ECDSA signature in DER', der()],
    ['ECDSA signature with r and s zero', withSignature(ec, () => Buffer.alloc(64))],
    [
      'ECDSA signature with r and s one',
      withSignature(ec, () => Buffer.alloc(64, 0).fill(1, 31, 32).fill(1, 63)),
    ],
    ['ECDSA signature of all ones', withSignature(ec, () => Buffer.alloc(64, 0xff))],
    ['ECDSA signature cut in half', withSignature(ec, (bytes) => bytes.subarray(0, 32))],
    ['ECDSA signature with a bit flipped', withSignature(ec, flipped(40))],
    ['Ed25519 signature of zeros', withSignature(ed, () => Buffer.alloc(64))],
    ['Ed25519 signature with s raised by the order', withSignature(ed, raisedByOrder)],
  ]
  return refused.map(([wrong, token]) => [wrong, token, 'signature_invalid'])
}

// RFC 8032, section 5.1.7: s must be below the order, or one signature has several forms.
function raisedByOrder(signature: Buffer): Buffer {
  const s = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`)
  const raised = s + 2n ** 252n + 27742317777372353535851937790883648493n
  return Buffer.concat([
    signature.subarray(0, 32),
    Buffer.from(raised.toString(16).padStart(64, '0'), 'hex').reverse(),
  ])
}

function forgeParts({ rsa, genuine, header, claims }: Scene): Forgery[] {
  const token = genuine(rsa)
  const [head, payload, signature] = token.split('.') as [string, string, string]
  const jwe = base64url(JSON.stringify({ alg: 'RSA-OAEP', enc: 'A256GCM', kid: rsa.kid, typ: 'at+jwt' }))
  const wrong: [string, string][] = [
    ['empty text', ''],
    ['one part', head],
    ['two parts', `${head}.${payload}`],
    ['two dots and nothing else', '..'],
    ['four parts', `${token}.${signature}`],
    ['five parts', `${token}.${signature}.${signature}`],
    ['a dot at the end', `${token}.`],
    ['a dot before', `.${token}`],
    ['an encrypted token', `${jwe}.${payload}.${payload}.${payload}.${signature}`],
    ['flattened JSON serialisation', JSON.stringify({ protected: head, payload, signature })],
    ['general JSON serialisation', JSON.stringify({ payload, signatures: [{ protected: head, signature }] })],
    ['the scheme left before it', `Bearer ${token}`],
    ['quotation marks around it', `"${token}"`],
    ['two tokens with a comma', `${token},${token}`],
    ['a disclosure after it', `${token}~WyJzYWx0Il0~`],
    ['no header', `.${payload}.${signature}`],
    ['an empty payload, signed', signToken(rsa, header(), '')],
  ]
  const tooLong: readonly (readonly [string, string])[] = [
    ['longer than any token', signToken(rsa, header(), claims({ padding: 'x'.repeat(20_000) }))],
    ['a huge header', signToken(rsa, header({ padding: 'x'.repeat(20_000) }), claims())],
  ]
  return [
    ...wrong.map(([what, text]): Forgery => [what, text, 'token_malformed']),
    ...tooLong.map(([what, text]): Forgery => [what, text, 'token_too_long']),
  ]
}

function forgeBase64url({ rsa, ec, genuine, header, claims }: Scene): Forgery[] {
  const token = genuine(rsa)
  const [head, payload, signature] = token.split('.') as [string, string, string]
  const inPayload = (change: (payload: string) => string) => `${head}.${change(payload)}.${signature}`
  const wrong: [string, string][] = [
    ['padding after the signature', `${token}==`],
    ['padding after the payload', inPayload((text) => `${text}=`)],
    ['padding after the header', `${head}=.${payload}.${signature}`],
    ['a newline at the end', `${token}\n`],
    ['a space at the end', `${token} `],
    ['a space before', ` ${token}`],
    ['a newline within the payload', inPayload((text) => `${text.slice(0, 40)}\n${text.slice(40)}`)],
    ['a tab within the signature', `${head}.${payload}.${signature.slice(0, 9)}\t${signature.slice(9)}`],
    ['a null byte at the end', `${token}\u0000`],
    ['the standard alphabet', standardAlphabet(() => genuine(rsa))],
    ['percent-encoded', token.replaceAll('.', '%2E')],
    ['a letter of another script', inPayload((text) => `${text.slice(0, 9)}\u0410${text.slice(10)}`)],
    ['a letter whose low byte is right', inPayload((text) => replaced(text, /I/, '\u0149'))],
    ['bits left over in the RSA signature', withLooseBits(token)],
    ['bits left over in the ECDSA signature', withLooseBits(genuine(ec))],
    ['bits left over in the payload', looseInPayload()],
  ]
  function looseInPayload(): string {
    // Two loose bits or four, which takes a payload of the right length.
    const text = JSON.stringify(claims())
    const input = signToken(rsa, header(), text.padEnd(text.length + ((4 - (text.length % 3)) % 3))).split(
      '.',
    )
    return `${input[0]}.${withLooseBits(input[1]!)}.${input[2]}`
  }
  return wrong.map(([what, text]) => [what, text, 'token_malformed'])
}

function standardAlphabet(make: () => string): string {
  const token = make()
  const standard = token.replaceAll('-', '+').replaceAll('_', '/')
  return standard === token ? standardAlphabet(make) : standard
}

// The last character of 2 or 3 over a multiple of four holds bits that no byte uses; decoders mostly pass over them.
function withLooseBits(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return text.slice(0, -1) + alphabet[alphabet.indexOf(text.at(-1)!) + 1]
}

function forgeJson({
  rsa,
  headerOf,
  header,
  claims,
  nowSeconds,
  withClaimText,
  withHeaderText,
}: Scene): Forgery[] {
  const signed = (payload: string | Uint8Array) => signToken(rsa, header(), payload)
  const text = JSON.stringify(claims())
  const later = nowSeconds + 9_000_000
  const wrong: [string, string][] = [
    ['two exp', withClaimText('"exp":', `"exp":${later},"exp":`)],
    ['two exp, the second at the end', withClaimText(/}$/, `,"exp":${later}}`)],
    ['two exp, one spelled with an escape', withClaimText('"exp":', `"ex\\u0070":${later},"exp":`)],
    ['two aud', withClaimText('"aud":', '"aud":["other"],"aud":')],
    ['two perms', withClaimText('"perms":', '"perms":["csp:org_owner"],"perms":')],
    ['two members of one name further in', withClaimText(/}$/, ',"cnf":{"jkt":"a","jkt":"b"}}')],
    ['two members of one name in an array', withClaimText(/}$/, ',"act":[{"sub":"a","sub":"b"}]}')],
    ['two __proto__', withClaimText(/}$/, ',"__proto__":{},"__proto__":{}}')],
    ['two alg', withHeaderText('"alg":', '"alg":"none","alg":')],
    ['two alg, one spelled with an escape', withHeaderText('"alg":', '"\\u0061lg":"none","alg":')],
    ['two kid', withHeaderText('"kid":', '"kid":"x","kid":')],
    ['two typ', withHeaderText('"typ":', '"typ":"id+jwt","typ":')],
    ['a header that is an array', signToken(rsa, [headerOf(rsa)], claims())],
    ['a header that is null', signToken(rsa, 'null', claims())],
    ['a header that is text', signToken(rsa, '"RS256"', claims())],
    [
      'a header nested 2,000 deep',
      withHeaderText('"typ":', `"x":${'['.repeat(2000)}${']'.repeat(2000)},"typ":`),
    ],
    ['a payload nested 2,000 deep', withClaimText(/}$/, `,"x":${'{"x":'.repeat(900)}0${'}'.repeat(900)}}`)],
    ['a payload that is an array', signed(`[${text}]`)],
    ['a payload that is text', signed(JSON.stringify(text))],
    ['a payload that is null', signed('null')],
    ['a payload that is a number', signed('1')],
    ['a payload that is not JSON', signed('sub=ada')],
    ['two payloads', signed(text + text)],
    ['a comma too many', withClaimText(/}$/, ',}')],
    ['a comment', withClaimText(/}$/, '/**/}')],
    ['quotation marks of another kind', signed(text.replaceAll('"', "'"))],
    ['exp NaN', withClaimText(/"exp":\d+/, '"exp":NaN')],
    ['a null byte after the payload', signed(`${text}\u0000`)],
    ['a byte order mark', signed(`\ufeff${text}`)],
    ['UTF-16', signed(Buffer.from(text, 'utf16le'))],
    ['UTF-8 that is broken', signed(Buffer.from(text.replace('csp:org', 'csp:\u00f6rg'), 'latin1'))],
    [
      'UTF-8 that is overlong',
      signed(
        Buffer.concat([
          Buffer.from(`${text.slice(0, -1)},"x":"`),
          Buffer.from([0xc0, 0xaf]),
          Buffer.from('"}'),
        ]),
      ),
    ],
  ]
  return wrong.map(([what, token]) => [what, token, 'token_malformed'])
}
