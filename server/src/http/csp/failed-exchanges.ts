/**
 * Slows down an address that keeps presenting API tokens that are not valid. A limiter that fails lets exchanges
 * through: guessing 256 bits is hopeless, and scripts must go on.
 */
import type { FastifyRequest } from 'fastify'
import type { Throttle } from '../../actions/throttle.ts'
import { Refusal } from '../../domain/refusal.ts'

export async function refuseWhileThrottled(
  failures: Throttle | undefined,
  request: FastifyRequest,
): Promise<void> {
  const retryAfterSeconds = (await failures?.waitSeconds(request.ip).catch(() => 0)) ?? 0
  if (retryAfterSeconds === 0) return
  const detail = `Too many API tokens from this address were not valid. Try again in ${retryAfterSeconds} seconds.`
  throw new Refusal('too_many_attempts', { retryAfterSeconds, detail })
}

export const countFailure = async (
  failures: Throttle | undefined,
  request: FastifyRequest,
): Promise<void> => {
  await failures
    ?.count(request.ip)
    .catch((err: unknown) => request.log.error({ err }, 'failed exchange not counted'))
}
