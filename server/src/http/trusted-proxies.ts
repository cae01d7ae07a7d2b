/**
 * Which addresses are proxies of ours, so that what they say of where a request came from is believed. An address with a
 * port, as some write it into `X-Forwarded-For`, is that address. Of anybody else nothing is believed.
 */
import { BlockList, isIP } from 'node:net'
import { addressOf } from '../domain/address.ts'

export type IsTrusted = (address: string | undefined) => boolean

/** @param proxies addresses and networks, as the configuration has checked them */
export function trustOf(proxies: readonly string[]): IsTrusted {
  const list = new BlockList()
  for (const proxy of proxies) {
    const [written = '', bits] = proxy.split('/', 2)
    const address = addressOf(written)
    const isMapped = isIP(written) === 6 && isIP(address) === 4
    const kind = kindOf(address)
    if (kind === undefined) continue
    const most = kind === 'ipv4' ? 32 : 128
    list.addSubnet(address, bits === undefined ? most : Math.max(0, Number(bits) - (isMapped ? 96 : 0)), kind)
  }
  return (given) => {
    const address = addressOf(given)
    const kind = kindOf(address)
    return kind !== undefined && list.check(address, kind)
  }
}

const kindOf = (address: string): 'ipv4' | 'ipv6' | undefined =>
  ({ 4: 'ipv4' as const, 6: 'ipv6' as const })[isIP(address)]
