/** What may be put around the parts of the service to watch them at work. The parts themselves know nothing of it. */
import type { FastifyInstance } from 'fastify'
import type { Needs } from '../actions/needs.ts'
import type { Keyring } from '../crypto/keyring.ts'
import type { Store } from '../store/store.ts'

export type Observer = {
  /** The same parts, watched. */
  readonly around: (needs: Needs) => Needs
  /** Adds hooks, before there are routes. */
  readonly watch: (server: FastifyInstance) => void
}

/** Runs the work and answers what it answers; `name` is one of few. */
export type Around = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>

type Work = (...given: unknown[]) => Promise<unknown>

/** Every function of the store that a caller waits for, by its path: `exchange.findFacts`. Made once, called often. */
export function aroundStore(store: Store, around: Around): Store {
  const wrapped = (part: object, path: string): object =>
    Object.fromEntries(
      Object.entries(part).map(([name, member]: [string, Work | object]) => [
        name,
        typeof member === 'function'
          ? (...given: unknown[]) => around(path + name, () => member(...given))
          : wrapped(member, `${path}${name}.`),
      ]),
    )
  return {
    ...(wrapped(store, '') as Store),
    close: store.close,
    whenLost: store.whenLost,
    // What is read in parts is nobody's to wait for.
    revocation: {
      ...(wrapped(store.revocation, 'revocation.') as Store['revocation']),
      endedSince: store.revocation.endedSince,
    },
  }
}

export const aroundSigning = (keyring: Keyring, around: Around): Keyring => ({
  ...keyring,
  sign: (type, claims) => around('sign', () => keyring.sign(type, claims)),
})
