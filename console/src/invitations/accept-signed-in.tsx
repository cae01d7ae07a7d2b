/** Accepting with the account that is signed in; under another address than was invited it names both and asks. */
import { ApiError, endpoints, type User } from '@countersign/api'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Form } from '../forms/form.tsx'
import { useSubmission } from '../forms/use-submission.ts'
import { Notice } from '../problems/notice.tsx'
import { call } from '../sessions/call.ts'
import { sessionQuery } from '../sessions/session-query.ts'
import type { Accepted } from './accepted.ts'

type Props = {
  readonly code: string
  readonly user: User
  readonly onAccepted: (accepted: Accepted) => void
}

export function AcceptSignedIn({ code, user, onAccepted }: Props) {
  const queryClient = useQueryClient()
  const [question, setQuestion] = useState<string>()
  const submission = useSubmission()
  const isAsked = question !== undefined
  const accept = (): Promise<void> =>
    submission.submit(async () => {
      try {
        const accepted = await call(endpoints.acceptInvitationSignedIn, { body: { code, acceptAs: isAsked } })
        await queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey })
        onAccepted(accepted)
      } catch (error) {
        if (!(error instanceof ApiError && error.code === 'invited_under_other_address')) throw error
        setQuestion(error.message)
      }
    })
  return (
    <Form
      submission={submission}
      onSubmit={() => void accept()}
      submitLabel={isAsked ? `Accept as ${user.username}` : 'Accept'}
      pendingLabel="Accepting…"
      fieldNames={[]}
    >
      {isAsked ? (
        <Notice tone="warning" role="alert" title="The invitation is for another address">
          <p>{question}</p>
        </Notice>
      ) : (
        <p>
          You are signed in as <bdi>{user.username}</bdi>.
        </p>
      )}
    </Form>
  )
}
