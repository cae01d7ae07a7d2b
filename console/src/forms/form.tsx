/**
 * A form with its problems told above its button. After a failed submit the focus is on the first wrong field, or on
 * the problem; the button stays where it is and is never disabled, so that the focus is not lost.
 */
import { Button } from '@mantine/core'
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react'
import classes from './form.module.css'
import { FormProblem } from './form-problem.tsx'
import { useLasting } from './use-lasting.ts'
import type { Submission } from './use-submission.ts'

type Props = {
  readonly submission: Submission
  readonly onSubmit: () => void
  readonly submitLabel: string
  readonly pendingLabel: string
  /** The names of the fields that show their own message. */
  readonly fieldNames: readonly string[]
  readonly children: ReactNode
  /** What follows from the fields: at their side, on narrow screens between them and the button. */
  readonly beside?: ReactNode
  /** Beside the button, for instance Cancel. */
  readonly otherActions?: ReactNode
  readonly isDangerous?: boolean
  readonly label?: string
}

export function Form(props: Props) {
  const { submission, onSubmit, submitLabel, pendingLabel, fieldNames, children, beside, otherActions } =
    props
  const { isPending, failures } = submission
  const isLong = useLasting(isPending)
  const form = useRef<HTMLFormElement>(null)

  useEffect(() => {
    if (failures === 0) return
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-problem]')
    wrong?.focus()
  }, [failures])

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    // React sends a form's event up through dialogs to the form they were opened from.
    event.stopPropagation()
    if (!isPending) onSubmit()
  }

  return (
    <form
      ref={form}
      onSubmit={submit}
      noValidate
      className={beside ? classes.wide : classes.form}
      aria-label={props.label}
    >
      <div className={classes.fields}>{children}</div>
      {beside && <div className={classes.beside}>{beside}</div>}
      <div className={classes.end}>
        <FormProblem submission={submission} fieldNames={fieldNames} />
        <div className={classes.actions}>
          <Button
            type="submit"
            aria-disabled={isPending}
            variant={props.isDangerous ? 'danger' : 'filled'}
            className={classes.submit}
          >
            <span className={classes.label} data-other={isLong ? submitLabel : pendingLabel}>
              {isLong ? pendingLabel : submitLabel}
            </span>
          </Button>
          {otherActions}
        </div>
      </div>
    </form>
  )
}
