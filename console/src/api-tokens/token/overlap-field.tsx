/** How long the present value works on beside the new one. Nothing is chosen for anyone: it stops at once unless asked for. */
import type { ApiToken, OverlapChoice } from '@countersign/api'
import { NativeSelect } from '@mantine/core'
import { Moment } from '../../moments/moment.tsx'
import { Notice } from '../../problems/notice.tsx'

const CHOICES: Readonly<Record<OverlapChoice, string>> = {
  none: 'stops working at once',
  one_hour: 'works for 1 hour more',
  one_day: 'works for 24 hours more',
  seven_days: 'works for 7 days more',
  until_first_use: 'works until the new one is first used',
}

type Props = {
  readonly token: ApiToken
  readonly choice: OverlapChoice
  readonly onChange: (choice: OverlapChoice) => void
  readonly error: string | undefined
}

export function OverlapField({ token, choice, onChange, error }: Props) {
  const { overlap, state } = token
  if (overlap) {
    return (
      <Notice tone="warning" title="Both values stop working at once">
        <p>
          The old value, <code>csnt{overlap.old.valueId}</code>…, still works until{' '}
          <Moment at={overlap.endsAt} as="date-and-time" isFocusable />, and there are never more than two. To
          let the present one work on for a while, end the old one first.
        </p>
      </Notice>
    )
  }
  // What has expired can't work on.
  if (state === 'expired') return null
  return (
    <NativeSelect
      label="The present value"
      description={adviceOn(choice)}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      data={Object.entries(CHOICES).map(([value, label]) => ({ value, label }))}
      value={choice}
      onChange={({ currentTarget: { value } }) => {
        const chosen = (Object.keys(CHOICES) as OverlapChoice[]).find((known) => known === value)
        if (chosen) onChange(chosen)
      }}
      error={error}
    />
  )
}

function adviceOn(choice: OverlapChoice): string {
  if (choice === 'none') {
    return 'Right when anyone else may have it. If only you have it and something must not stand still meanwhile, let it work on.'
  }
  const atMost = choice === 'until_first_use' ? ', for 7 days at most' : ''
  return `Both values work until then${atMost}, and never after the API token would have expired. Wrong when anyone else may have it: they could go on using it.`
}
