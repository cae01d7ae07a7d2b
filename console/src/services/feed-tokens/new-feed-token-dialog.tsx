/** Makes a feed token and shows its value once. */
import { endpoints } from '@countersign/api'
import { Button, TextInput } from '@mantine/core'
import { useCallback, useState } from 'react'
import { fieldOf } from '../../forms/field-of.ts'
import { useSubmission } from '../../forms/use-submission.ts'
import { CopyButton } from '../../frame/copy-button.tsx'
import { DialogForm } from '../../frame/dialog-form.tsx'
import { Dialog } from '../../frame/dialog.tsx'
import { LeavingGuard } from '../../frame/leaving-guard.tsx'
import { useCopy } from '../../frame/use-copy.ts'
import { useGone } from '../../frame/use-gone.ts'
import { Notice } from '../../problems/notice.tsx'
import { call } from '../../sessions/call.ts'
import classes from '../../api-tokens/generated/generated-page.module.css'

type Props = {
  readonly organizationId: string
  readonly serviceId: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onMade: () => Promise<void>
}

export function NewFeedTokenDialog(props: Props) {
  const [value, setValue] = useState<string>()
  const { onClose } = props
  const close = useCallback((): void => {
    setValue(undefined)
    onClose()
  }, [onClose])
  const forget = useCallback(() => setValue(undefined), [])
  return (
    <Dialog
      isOpen={props.isOpen}
      onClose={close}
      title={value === undefined ? 'Make a feed token' : 'The feed token'}
      mustBeAnswered={value !== undefined}
    >
      {value === undefined ? (
        <NewFeedTokenForm {...props} onValue={setValue} />
      ) : (
        <Value value={value} onContinue={close} onGone={forget} />
      )}
    </Dialog>
  )
}

function NewFeedTokenForm({
  organizationId,
  serviceId,
  onClose,
  onMade,
  onValue,
}: Props & { readonly onValue: (value: string) => void }) {
  const [answers, setAnswers] = useState({ name: '' })
  const submission = useSubmission({
    answers,
    wrong: answers.name.trim() === '' ? { name: 'Say where it is used, to tell it from the others.' } : {},
  })
  const field = fieldOf(answers, setAnswers, submission.fields)
  const make = (): Promise<void> =>
    submission.submit(async () => {
      const made = await call(endpoints.makeFeedToken, {
        params: { organizationId, serviceId },
        body: { name: answers.name.trim() },
      })
      await onMade()
      onValue(made.value)
    })
  return (
    <DialogForm
      submission={submission}
      onSubmit={() => void make()}
      submitLabel="Make"
      pendingLabel="Making…"
      fieldNames={['name']}
      onClose={onClose}
    >
      <TextInput
        label="Where it is used"
        data-autofocus
        maxLength={100}
        autoComplete="off"
        {...field('name')}
      />
    </DialogForm>
  )
}

type ValueProps = {
  readonly value: string
  readonly onContinue: () => void
  /** The page is being left: whoever comes back must not find it. */
  readonly onGone: () => void
}

function Value({ value, onContinue, onGone }: ValueProps) {
  const [isKept, setIsKept] = useState(false)
  const { state, copy } = useCopy(value, () => setIsKept(true))
  useGone(onGone)
  return (
    <div className={classes.value}>
      <Notice tone="warning" title="This is the only time you can see it">
        <p>Put it where the service finds it before you go on. It opens this feed, and nothing else.</p>
      </Notice>
      <div className={classes.text} data-testid="value" translate="no">
        {value}
      </div>
      <div className={classes.actions}>
        <CopyButton
          label="Copy"
          state={state}
          onCopy={() => void copy()}
          variant={isKept ? 'default' : 'filled'}
        />
        <Button variant={isKept ? 'filled' : 'default'} onClick={onContinue}>
          Continue
        </Button>
        <span role="status" className={classes.said}>
          {state === 'not allowed' && 'This browser does not let us copy. Select it.'}
        </span>
      </div>
      <LeavingGuard isNeeded={!isKept} title="You have not kept the feed token" leaveLabel="Leave without it">
        <p>It was not copied here, and it cannot be seen again. A new one can be made.</p>
      </LeavingGuard>
    </div>
  )
}
