/** Lets one process of several do a job. It keeps the job for as long as it lives; another takes over when it is silent. */
import { randomUuid } from '../crypto/random.ts'
import type { Needs } from './needs.ts'

type LeaseNeeds = Pick<Needs, 'store' | 'now'>

export type Leases = {
  /** The job, done only while this process holds the lease of that name, which it asks for every time. */
  whileHeld(
    name: string,
    forMs: number,
    job: (needs: Needs) => Promise<void>,
  ): (needs: Needs) => Promise<void>
  /** So that nobody has to wait for the leases of a process that stops. */
  giveUp(): Promise<void>
}

export function createLeases({ store, now }: LeaseNeeds): Leases {
  const holder = randomUuid()
  const names = new Set<string>()
  return {
    whileHeld: (name, forMs, job) => async (needs) => {
      const at = now()
      if (!(await store.takeLease({ name, holder, at, expiresAt: at + forMs }))) return
      names.add(name)
      await job(needs)
    },
    async giveUp() {
      for (const name of names) await store.giveUpLease(name, holder)
    },
  }
}
