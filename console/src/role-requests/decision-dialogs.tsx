/** Approving a request, for a shorter time if one likes, and refusing it with a reason. */
import { endpoints, type RoleRequest } from '@countersign/api'
import { Textarea } from '@mantine/core'
import { useState } from 'react'
import {
  answerOfLifetime,
  expiryOf,
  lifetimeOfAnswer,
  wrongLifetime,
  type LifetimeAnswer,
} from '../api-tokens/lifetimes/lifetime.ts'
import { fieldOf } from '../forms/field-of.ts'
import { messageFor, useSubmission } from '../forms/use-submission.ts'
import { DialogForm } from '../frame/dialog-form.tsx'
import { Dialog } from '../frame/dialog.tsx'
import { fullName } from '../sessions/full-name.ts'
import { call } from '../sessions/call.ts'
import { HowLongField } from './how-long-field.tsx'
import { oneLine } from './one-line.ts'
import { howLongInWords, requestedRoleInWords } from './request-in-words.tsx'

type Props = {
  readonly organizationId: string
  readonly request: RoleRequest
  readonly onClose: () => void
  readonly onDone: (message: string) => Promise<void>
}
type DialogProps = Props & { readonly isOpen: boolean }

export function ApproveDialog({ isOpen, ...props }: DialogProps) {
  return (
    <Dialog isOpen={isOpen} onClose={props.onClose} title={`Give ${requestedRoleInWords(props.request)}?`}>
      <ApproveForm {...props} />
    </Dialog>
  )
}

function ApproveForm({ organizationId, request, onClose, onDone }: Props) {
  const [lifetime, setLifetime] = useState(answerOfLifetime(request.lifetime))
  const wrong = wrongLifetime(lifetime, Date.now()) ?? longerThanAsked(lifetime, request)
  const submission = useSubmission({
    answers: { lifetime },
    wrong: wrong === undefined ? {} : { lifetime: wrong },
  })
  const approve = (): Promise<void> =>
    submission.submit(async () => {
      const params = { organizationId, requestId: request.id }
      await call(endpoints.approveRoleRequest, { params, body: { lifetime: lifetimeOfAnswer(lifetime) } })
      await onDone('Granted. It is held from now on.')
      onClose()
    })
  return (
    <DialogForm
      submission={submission}
      onSubmit={() => void approve()}
      submitLabel="Approve"
      pendingLabel="Approving…"
      fieldNames={['lifetime']}
      onClose={onClose}
    >
      <p>
        <bdi>{fullName(request.asker)}</bdi> asks for it {howLongInWords(request)}. You can give it for a
        shorter time.
      </p>
      <HowLongField
        answer={lifetime}
        onChange={setLifetime}
        error={messageFor(submission.fields, 'lifetime')}
      />
    </DialogForm>
  )
}

function longerThanAsked(answer: LifetimeAnswer, request: RoleRequest): string | undefined {
  const now = Date.now()
  const longest = request.lifetime === null ? Infinity : (expiryOf(request.lifetime, now) ?? Infinity)
  const chosen = answer.isNever ? Infinity : (expiryOf(answer, now) ?? Infinity)
  return chosen > longest ? `At most as long as was asked: ${howLongInWords(request)}.` : undefined
}

export function RefuseDialog({ isOpen, ...props }: DialogProps) {
  return (
    <Dialog isOpen={isOpen} onClose={props.onClose} title="Refuse the request?">
      <RefuseForm {...props} />
    </Dialog>
  )
}

function RefuseForm({ organizationId, request, onClose, onDone }: Props) {
  const [texts, setTexts] = useState({ reason: '' })
  const submission = useSubmission({
    answers: texts,
    wrong: texts.reason.trim() === '' ? { reason: 'Say why not, for whoever asked.' } : {},
  })
  const refuse = (): Promise<void> =>
    submission.submit(async () => {
      const params = { organizationId, requestId: request.id }
      await call(endpoints.refuseRoleRequest, { params, body: { reason: oneLine(texts.reason) } })
      await onDone('Refused. Whoever asked is told.')
      onClose()
    })
  return (
    <DialogForm
      submission={submission}
      onSubmit={() => void refuse()}
      submitLabel="Refuse"
      pendingLabel="Refusing…"
      fieldNames={['reason']}
      onClose={onClose}
      isDangerous
    >
      <Textarea
        label="Why not"
        rows={2}
        maxLength={500}
        {...fieldOf(texts, setTexts, submission.fields)('reason')}
        data-autofocus
      />
    </DialogForm>
  )
}
