/**
 * Asks for the password over the page one is on, when the session has ended or is too old for what was asked.
 * Nothing on the page is lost; what was refused goes on afterwards.
 */
import { Button } from '@mantine/core'
import { ApiError, endpoints } from '@countersign/api'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState, useSyncExternalStore } from 'react'
import { client } from '../connection/client.ts'
import { Form } from '../forms/form.tsx'
import { PasswordField } from '../forms/password-field.tsx'
import { messageFor, useSubmission } from '../forms/use-submission.ts'
import { Dialog } from '../frame/dialog.tsx'
import { closeGate, currentQuestion, type GateQuestion, openGate, watchGate } from './gate.ts'
import { sessionQuery } from './session-query.ts'
import { tellOtherTabs } from './tabs.ts'

export function GateDialog() {
  const question = useSyncExternalStore(watchGate, currentQuestion)
  return (
    <Dialog
      isOpen={question !== undefined}
      onClose={closeGate}
      title={question === 'ended' ? 'Your session has ended' : 'Your password, once more'}
      mustBeAnswered={question === 'ended'}
      isOpaque={question === 'ended'}
      isOnTop
    >
      {question && <GateForm question={question} />}
    </Dialog>
  )
}

const WRONG_PASSWORD = { credentials_invalid: { password: 'This is not your password.' } }

function GateForm({ question }: { readonly question: GateQuestion }) {
  const queryClient = useQueryClient()
  const router = useRouter()
  const [password, setPassword] = useState('')
  const submission = useSubmission({
    answers: { password },
    wrong: password === '' ? { password: 'Enter your password.' } : {},
    meanings: WRONG_PASSWORD,
  })
  const user = queryClient.getQueryData(sessionQuery.queryKey)?.user
  const username = user?.username ?? ''

  const confirm = (): Promise<void> =>
    submission.submit(async () => {
      const session = await signInAgain(question, username, password)
      queryClient.setQueryData(sessionQuery.queryKey, session)
      tellOtherTabs(session.user.id)
      openGate()
    })

  const signInAsAnother = (): void => {
    const { href } = router.state.location
    closeGate()
    void router.navigate({ to: '/sign-in', search: { return: href }, ignoreBlocker: true })
  }

  return (
    <>
      <p>
        {question === 'ended'
          ? 'Sign in again to go on exactly where you were. Nothing on this page is lost.'
          : 'This is only done for someone who gave their password a short while ago. Afterwards it goes on by itself.'}
      </p>
      <Form
        submission={submission}
        onSubmit={() => void confirm()}
        submitLabel={question === 'ended' ? 'Sign in' : 'Go on'}
        pendingLabel="Checking…"
        fieldNames={['password']}
        otherActions={
          question === 'ended' ? (
            <Button variant="subtle" onClick={signInAsAnother}>
              Sign in as someone else
            </Button>
          ) : (
            <Button variant="subtle" onClick={closeGate}>
              Cancel
            </Button>
          )
        }
      >
        <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
        <PasswordField
          label={`Password of ${username}`}
          autoComplete="current-password"
          data-autofocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={messageFor(submission.fields, 'password')}
        />
      </Form>
    </>
  )
}

async function signInAgain(question: GateQuestion, username: string, password: string) {
  if (question === 'ended') return client(endpoints.signIn, { body: { username, password } })
  try {
    return await client(endpoints.reauthenticate, { body: { password } })
  } catch (error) {
    // The session ended while the dialog was open: the same password opens a new one.
    if (!(error instanceof ApiError && error.code === 'unauthenticated')) throw error
    return client(endpoints.signIn, { body: { username, password } })
  }
}
