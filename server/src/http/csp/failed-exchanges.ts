/**
 * Slows down an address that keeps presenting API tokens that are not valid. A limiter that fails lets exchanges
 * through: guessing 256 bits is hopeless, and scripts must go on.
 */
import type { FastifyRequest } from 'fastify'
import type { Throttle } from '../../actions/throttle.ts'
import { Refusal } from '../../domain/refusal.ts'

type From = Pick<FastifyRequest, 'ip' | 'log'>

export async function refuseWhileThrottled(failures: Throttle | undefined, from: From): Promise<void> {
  const retryAfterSeconds = await failures?.waitSeconds(from.ip).catch(letThrough(from))
  if (!retryAfterSeconds) return
  const detail = `Too many API tokens from this address were not valid. Try again in ${retryAfterSeconds} seconds.`
  throw new Refusal('too_many_attempts', { retryAfterSeconds, detail })
}

export async function countFailure(failures: Throttle | undefined, from: From): Promise<void> {
  await failures?.count(from.ip).catch(letThrough(from))
}

const letThrough =
  ({ log }: From) =>
  (err: unknown): void => {
    log.error({ err }, 'the limiter of failed exchanges does not work')
  }
