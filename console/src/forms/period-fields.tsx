/** From and until when something holds; both may be left open. In the reader's own clock, to the minute. */
import { TextInput } from '@mantine/core'
import { fieldOf } from './field-of.ts'
import type { Submission } from './use-submission.ts'

/** As the fields of the browser have them. */
export type LocalPeriod = { readonly startsAt: string; readonly endsAt: string }

type Props = {
  readonly period: LocalPeriod
  readonly onChange: (period: LocalPeriod) => void
  readonly messages: Submission['fields']
}

export function PeriodFields({ period, onChange, messages }: Props) {
  const field = fieldOf({ ...period }, onChange, messages)
  return (
    <>
      <TextInput
        type="datetime-local"
        label="From"
        description="Leave it empty for now."
        {...field('startsAt')}
      />
      <TextInput
        type="datetime-local"
        label="Until"
        description="Leave it empty for good."
        {...field('endsAt')}
      />
    </>
  )
}

export const localPeriod = (period?: {
  readonly startsAt: string | null
  readonly endsAt: string | null
}): LocalPeriod => ({
  startsAt: localOf(period?.startsAt ?? null),
  endsAt: localOf(period?.endsAt ?? null),
})

export const instantsOf = ({ startsAt, endsAt }: LocalPeriod) => ({
  startsAt: instantOf(startsAt),
  endsAt: instantOf(endsAt),
})

/** What the form itself has against it. */
export const wrongPeriod = ({ startsAt, endsAt }: LocalPeriod): { readonly endsAt?: string } =>
  endsAt !== '' && startsAt !== '' && endsAt <= startsAt
    ? { endsAt: 'Choose an end after the beginning, or none.' }
    : {}

function localOf(at: string | null): string {
  if (at === null) return ''
  const instant = new Date(at)
  const local = new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length)
}

const instantOf = (local: string): string | null => (local === '' ? null : new Date(local).toISOString())
