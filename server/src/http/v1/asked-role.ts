/** A role as it is asked for, and its period, which is sent in RFC 3339. */
import type { GiveRole, Period as Given } from '@countersign/api'
import type { AskedRole } from '../../domain/assigning.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Period } from '../../domain/period.ts'
import { Refusal } from '../../domain/refusal.ts'

/** @throws {Refusal} `role_invalid` for a day that there is not */
export const askedRoleOf = ({ serviceId, name, resource, ...period }: GiveRole): AskedRole => ({
  ...{ serviceId, name, resource },
  ...periodOf(period),
})

/** @throws {Refusal} `role_invalid` for a day that there is not */
export const periodOf = ({ startsAt, endsAt }: Given): Period => ({
  startsAt: instantOf('startsAt', startsAt),
  endsAt: instantOf('endsAt', endsAt),
})

/** @throws {Refusal} for a day that there is not */
export function instantOf(
  field: string,
  given: string | null,
  code: 'role_invalid' | 'lifetime_invalid' = 'role_invalid',
): Instant | null {
  if (given === null) return null
  // Date.parse takes February 31 for March 3.
  const [day = ''] = given.split('T')
  if (new Date(`${day}T00:00:00Z`).toISOString().startsWith(day)) return Date.parse(given)
  const detail = `There is no day ${day}.`
  throw new Refusal(code, { detail, fields: { [field]: detail } })
}
