/**
 * Addresses of the network, in one spelling: without port, brackets or zone, IPv6 as RFC 5952 writes it, and IPv4 inside
 * IPv6 as IPv4. Whatever is no address is "unknown": nobody chooses a text that we then keep or count by.
 */
import { isIP } from 'node:net'

export const UNKNOWN_ADDRESS = 'unknown'

/** An IPv6 address in brackets, with a zone and a port, needs no more. */
const LONGEST = 80

/** As a socket, a proxy or a person writes it. Ports are what Azure's and HAProxy's `X-Forwarded-For` have. */
export function addressOf(given: string | undefined): string {
  if (given === undefined || given.length > LONGEST) return UNKNOWN_ADDRESS
  // As most come: from a socket, with nothing around it.
  if (isIP(given) === 4) return anew(given)
  const [address = ''] = withoutPort(given.trim()).split('%', 1)
  const version = isIP(address)
  if (version === 4) return anew(address)
  return version === 6 ? canonicalIpv6(address) : UNKNOWN_ADDRESS
}

/** A piece cut out of a header would keep all of the header in memory. */
const anew = (address: string): string => address.split('.').join('.')

function withoutPort(text: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:]*))(?::[0-9]{1,5})?$/.exec(text) ?? []
  // Brackets are for IPv6 alone.
  if (bracketed !== undefined) return bracketed.includes(':') ? bracketed : ''
  return plain ?? text
}

function canonicalIpv6(address: string): string {
  const written = URL.parse(`http://[${address}]`)?.hostname.slice(1, -1)
  if (written === undefined) return UNKNOWN_ADDRESS
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(written) ?? []
  if (high === undefined || low === undefined) return written
  return [high, low].flatMap((part) => [parseInt(part, 16) >> 8, parseInt(part, 16) & 0xff]).join('.')
}

export type Networks = {
  /** What one customer has at least: the address itself, or the /64 around an IPv6 address. */
  readonly near: string
  /** What one customer may have besides: the /48 around an IPv6 address. */
  readonly far: string | undefined
}

/** Of an address in our spelling, or of "unknown". */
export function networksOf(address: string): Networks {
  if (isIP(address) !== 6) return { near: address, far: undefined }
  const [head = '', tail] = address.split('::', 2)
  const before = head === '' ? [] : head.split(':')
  const after = tail ? tail.split(':') : []
  const groups = [
    ...before,
    ...Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0'),
    ...after,
  ]
  return { near: `${groups.slice(0, 4).join(':')}::/64`, far: `${groups.slice(0, 3).join(':')}::/48` }
}
