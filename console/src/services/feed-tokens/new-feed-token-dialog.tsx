/** Makes a feed token and shows its value once. */
import { endpoints } from '@countersign/api'
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { fieldOf } from '../../forms/field-of.ts'
import { useSubmission } from '../../forms/use-submission.ts'
import { DialogForm } from '../../frame/dialog-form.tsx'
import { ValueOnceDialog } from '../../frame/value-once-dialog.tsx'
import { ValueOnce } from '../../frame/value-once.tsx'
import { call } from '../../sessions/call.ts'

type Props = {
  readonly organizationId: string
  readonly serviceId: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onMade: () => Promise<void>
}

export function NewFeedTokenDialog(props: Props) {
  const { isOpen, onClose } = props
  return (
    <ValueOnceDialog
      {...{ isOpen, onClose }}
      title="Make a feed token"
      titleOfValue="The feed token"
      form={(onValue) => <NewFeedTokenForm {...props} onValue={onValue} />}
      shown={(seen) => <ValueOnce {...seen} noun="feed token" advice={ADVICE} />}
    />
  )
}

const ADVICE = 'Put it where the service finds it before you go on. It opens this feed, and nothing else.'

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
