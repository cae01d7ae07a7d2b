/**
 * Counts the refusals that somebody should be able to see: by authority, of what is others', from other sites, of tries
 * that came too often. Both faces' answers to an error are made with it. It never answers, and changes no answer.
 */
import type { FastifyRequest } from 'fastify'
import type { Needs } from '../actions/needs.ts'
import type { Caller, SignedIn } from '../domain/caller.ts'
import { NOBODY, type Who } from '../domain/gathered-event.ts'
import { Refusal } from '../domain/refusal.ts'
import { originOf } from './origin.ts'

export type CountRefusal = (error: unknown, request: FastifyRequest) => void

const callers = new WeakMap<FastifyRequest, Who>()

/** Remembers who asks, once that is known: whatever is refused from then on is theirs. */
export function known<Someone extends SignedIn | Caller>(request: FastifyRequest, someone: Someone): Someone {
  const isInside = 'organization' in someone
  callers.set(request, {
    userId: someone.user.id,
    organizationId: isInside ? someone.organization.id : null,
    apiTokenId: isInside ? someone.apiTokenId : null,
  })
  return someone
}

/** The same for somebody who was not let in: only whose account it is about is known. */
export const suspected = (request: FastifyRequest, userId: string): void =>
  void callers.set(request, { ...NOBODY, userId })

export const createRefusalCounter =
  ({ gatheredEvents, now }: Pick<Needs, 'gatheredEvents' | 'now'>): CountRefusal =>
  (error, request) => {
    if (!(error instanceof Refusal) || error.counted === 'never') return
    const who = callers.get(request)
    if (error.counted === 'whenKnown' && who === undefined) return
    gatheredEvents.record({
      ...(who ?? { ...NOBODY, userId: error.userId ?? null }),
      at: now(),
      kind: 'request_refused',
      reason: error.code,
      route: `${request.method} ${request.routeOptions.url ?? ''}`.trimEnd(),
      origin: originOf(request),
    })
  }
