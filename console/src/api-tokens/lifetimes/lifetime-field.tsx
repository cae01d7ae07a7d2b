/** How long an API token lives: a number and a unit, with the date it would expire, or never, with what that means. */
import { NativeSelect, Radio } from '@mantine/core'
import type { Lifetime } from '@countersign/api'
import { useId } from 'react'
import { NumberField } from '../../forms/number-field.tsx'
import { formatDateAndTime, formatExactly, readerLanguage } from '../../moments/formats.ts'
import { useNow } from '../../moments/use-now.ts'
import { Notice } from '../../problems/notice.tsx'
import classes from './lifetime-field.module.css'
import { expiryOf, unitsFor, type LifetimeAnswer } from './lifetime.ts'

type Props = {
  readonly answer: LifetimeAnswer
  readonly onChange: (answer: LifetimeAnswer) => void
  readonly error: string | undefined
}

export function LifetimeField({ answer, onChange, error }: Props) {
  const expiryId = useId()
  const units = unitsFor(answer)
  return (
    <div className={classes.field}>
      <Radio.Group
        label="Lifetime"
        classNames={{ label: classes.label }}
        value={answer.isNever ? 'never' : 'expires'}
        onChange={(value) => onChange({ ...answer, isNever: value === 'never' })}
      >
        <div className={classes.options}>
          <Radio value="expires" label="It expires after" />
          {!answer.isNever && (
            <div className={classes.duration}>
              <NumberField
                label="Number of units"
                isLabelHidden
                className={classes.number}
                value={answer.amount}
                max={2_147_483_647}
                onChange={(amount) => onChange({ ...answer, amount })}
                error={Boolean(error)}
                describedBy={expiryId}
              />
              <NativeSelect
                aria-label="Unit"
                data={[...units]}
                value={answer.unit}
                onChange={({ currentTarget: { value } }) => {
                  const unit = units.find((known) => known === value)
                  if (unit) onChange({ ...answer, unit })
                }}
              />
              <Expiry answer={answer} id={expiryId} error={error} />
            </div>
          )}
          <Radio value="never" label="It never expires" />
        </div>
      </Radio.Group>
      {answer.isNever && (
        <Notice tone="warning" title="A token that never expires has to be ended by hand">
          <p>
            If it leaks, it works for whoever has it until you revoke it. Nothing else stops it. Choose a date
            if you can.
          </p>
        </Notice>
      )}
    </div>
  )
}

type ExpiryProps = {
  readonly answer: Lifetime
  readonly id: string
  readonly error: string | undefined
}

function Expiry({ answer, id, error }: ExpiryProps) {
  const expiresAt = expiryOf(answer, useNow())
  return (
    <p className={classes.expiry} id={id} aria-live="polite" data-wrong={Boolean(error) || undefined}>
      {error ?? (expiresAt === undefined && 'A whole number, and no more than 1200 months.')}
      {!error && expiresAt !== undefined && (
        <>
          Until{' '}
          <time
            dateTime={new Date(expiresAt).toISOString()}
            title={formatExactly(expiresAt)}
            lang={readerLanguage}
          >
            {formatDateAndTime(expiresAt)}
          </time>
        </>
      )}
    </p>
  )
}
