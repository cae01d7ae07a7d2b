/**
 * Slows down an address that keeps presenting API tokens that are not valid. One that is valid was let through before
 * anybody asks here: it is not refused because of others behind the same address. A limiter that fails lets the answer be
 * the usual one: guessing 256 bits is hopeless, and scripts must go on.
 */
import type { FastifyRequest } from 'fastify'
import type { Throttle } from '../../actions/throttle.ts'
import { addressOf } from '../../domain/address.ts'
import { Refusal } from '../../domain/refusal.ts'

type From = Pick<FastifyRequest, 'ip' | 'log'>

/** @throws {Refusal} `too_many_attempts` when this failure was one too many */
export function countFailure(failures: Throttle | undefined, { ip, log }: From): void {
  const retryAfterSeconds = counted(failures, ip, log)
  if (retryAfterSeconds === 0) return
  const detail = `Too many API tokens from this address were not valid. Try again in ${retryAfterSeconds} seconds.`
  throw new Refusal('too_many_attempts', { retryAfterSeconds, detail })
}

function counted(failures: Throttle | undefined, ip: string, log: From['log']): number {
  try {
    return failures?.count(addressOf(ip)) ?? 0
  } catch (err) {
    log.error({ err }, 'the limiter of failed exchanges does not work')
    return 0
  }
}
