/** A period as it is sent, in RFC 3339, becomes instants. */
import type { Period as Given } from '@countersign/api'
import type { Period } from '../../domain/period.ts'
import { Refusal } from '../../domain/refusal.ts'

/** @throws {Refusal} `request_invalid` for a day that there is not */
export const periodOf = ({ startsAt, endsAt }: Given): Period => ({
  startsAt: instantOf('startsAt', startsAt),
  endsAt: instantOf('endsAt', endsAt),
})

function instantOf(field: keyof Given, given: string | null): number | null {
  if (given === null) return null
  const at = Date.parse(given)
  if (Number.isFinite(at)) return at
  const detail = 'There is no such date. Write it as 2027-02-28T10:00:00Z.'
  throw new Refusal('request_invalid', { detail, fields: { [field]: detail } })
}
