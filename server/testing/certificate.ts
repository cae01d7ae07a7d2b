/** A certificate of 127.0.0.1 that is its own authority, for servers of tests: made anew each time, so that none can expire. */
import { generateKeyPairSync, sign } from 'node:crypto'
import { DAY_MS } from '../src/domain/instant.ts'

/** ASN.1 in DER, as X.509 (RFC 5280) is written. */
const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts)
  const length = content.length
  const header =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...header]), content])
}
const hex = (text: string): Buffer => Buffer.from(text, 'hex')
const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts)
const oid = (bytes: string): Buffer => der(0x06, hex(bytes))
const utcTime = (at: number): Buffer =>
  der(0x17, Buffer.from(`${new Date(at).toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`))
const TRUE = der(0x01, hex('ff'))

const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'))
const NAME = sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from('A mail server of tests')))))
/** The address as an IP address: names are not looked up in tests. */
const ALTERNATIVE_NAME = sequence(oid('551d11'), der(0x04, sequence(der(0x87, hex('7f000001')))))
const AUTHORITY = sequence(oid('551d13'), TRUE, der(0x04, sequence(TRUE)))

export function makeCertificate(): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const now = Date.now()
  const signed = sequence(
    der(0xa0, der(0x02, hex('02'))),
    der(0x02, hex('01')),
    ECDSA_WITH_SHA256,
    NAME,
    sequence(utcTime(now - DAY_MS), utcTime(now + DAY_MS)),
    NAME,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(ALTERNATIVE_NAME, AUTHORITY)),
  )
  const signature = sign('sha256', signed, privateKey)
  const whole = sequence(signed, ECDSA_WITH_SHA256, der(0x03, hex('00'), signature))
  const lines = whole.toString('base64').replaceAll(/.{64}/g, '$&\n').trim()
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  }
}
