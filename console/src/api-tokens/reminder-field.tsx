/** The e-mail reminder before a token expires: a wish that is kept, no promise. A token that never expires has none. */
import { Checkbox } from '@mantine/core'
import { NumberField } from '../forms/number-field.tsx'
import { DEFAULT_REMINDER, type ReminderAnswer } from './reminder.ts'
import classes from './reminder-field.module.css'

type Props = {
  readonly answer: ReminderAnswer
  readonly onChange: (answer: ReminderAnswer) => void
  readonly neverExpires: boolean
  readonly email: string
  /** Days that are filled in when a reminder is wanted and none were chosen. */
  readonly suggested?: number
  readonly error: string | undefined
}

export function ReminderField({ answer, onChange, neverExpires, email, suggested, error }: Props) {
  const isOn = answer.isWanted && !neverExpires
  const tick = (isWanted: boolean): void => {
    const isUntouched = answer.days === DEFAULT_REMINDER.days
    onChange({ isWanted, days: isUntouched ? (suggested ?? answer.days) : answer.days })
  }
  return (
    <div className={classes.field}>
      <Checkbox
        label="Remind me by e-mail before it expires"
        description={
          neverExpires
            ? 'It never expires: there is nothing to be reminded of.'
            : `To ${email}: first so many days before, then again 30, 7 and 1 days before, as far as that is in the second half of its life.`
        }
        checked={isOn}
        disabled={neverExpires}
        onChange={(event) => tick(event.currentTarget.checked)}
      />
      {isOn && (
        <NumberField
          label="Days before"
          className={classes.days}
          value={answer.days}
          max={365}
          onChange={(days) => onChange({ ...answer, days })}
          error={error}
        />
      )}
    </div>
  )
}
