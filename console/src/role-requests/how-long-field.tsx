/** For how long a role is wanted or given: a number and a unit, or for ever. It begins with the approval. */
import { NativeSelect } from '@mantine/core'
import { type LifetimeAnswer, unitsFor } from '../api-tokens/lifetimes/lifetime.ts'
import { NumberField } from '../forms/number-field.tsx'
import classes from './role-requests.module.css'

type Props = {
  readonly answer: LifetimeAnswer
  readonly onChange: (answer: LifetimeAnswer) => void
  readonly error: string | undefined
}

const FOR_EVER = 'for ever'

export function HowLongField({ answer, onChange, error }: Props) {
  const units = unitsFor(answer)
  return (
    <fieldset className={classes.howLong}>
      <legend>How long, from the approval on</legend>
      <div className={classes.pair}>
        {!answer.isNever && (
          <NumberField
            label="Number of units"
            isLabelHidden
            className={classes.number}
            value={answer.amount}
            max={2_147_483_647}
            onChange={(amount) => onChange({ ...answer, amount })}
            error={Boolean(error)}
            {...(error !== undefined && { describedBy: 'how-long-problem' })}
          />
        )}
        <NativeSelect
          aria-label="Unit"
          data={[...units, FOR_EVER]}
          value={answer.isNever ? FOR_EVER : answer.unit}
          onChange={({ currentTarget: { value } }) => {
            const unit = units.find((known) => known === value)
            onChange(unit === undefined ? { ...answer, isNever: true } : { ...answer, unit, isNever: false })
          }}
        />
      </div>
      {error !== undefined && (
        <p id="how-long-problem" className={classes.problem}>
          {error}
        </p>
      )}
    </fieldset>
  )
}
