/** Signing in. Goes on to the page one came from, on this console only; what another person read here is forgotten. */
import { TextInput } from '@mantine/core'
import { endpoints } from '@countersign/api'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { basePath } from '../connection/base-path.ts'
import { client } from '../connection/client.ts'
import { Form } from '../forms/form.tsx'
import { PasswordField } from '../forms/password-field.tsx'
import { messageFor, useSubmission } from '../forms/use-submission.ts'
import { ButtonLink } from '../frame/button-link.tsx'
import { installationQuery } from '../installation/installation-query.ts'
import { Notice } from '../problems/notice.tsx'
import { Entrance } from './entrance.tsx'
import { safeReturnPath } from './return-path.ts'
import { sessionQuery } from './session-query.ts'
import { tellOtherTabs } from './tabs.ts'

export function SignInPage() {
  const { return: returnPath } = useSearch({ from: '/sign-in' })
  const queryClient = useQueryClient()
  const router = useRouter()
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const { data: installation } = useQuery(installationQuery)

  useEffect(() => {
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== installationQuery.queryKey[0] })
  }, [queryClient])

  const submission = useSubmission({
    answers: { username, password },
    wrong: {
      ...(username.trim() === '' && { username: 'Enter your user name.' }),
      ...(password === '' && { password: 'Enter your password.' }),
    },
  })

  const signIn = (): Promise<void> =>
    submission.submit(async () => {
      const session = await client(endpoints.signIn, { body: { username: username.trim(), password } })
      queryClient.setQueryData(sessionQuery.queryKey, session)
      tellOtherTabs(session.user.id)
      router.history.replace(basePath + safeReturnPath(returnPath).slice(1))
    })

  return (
    <Entrance title="Sign in">
      {installation?.isSetUp === false && (
        <Notice tone="accent" title="This installation is not set up yet">
          <p>Open the one-time link that the server printed when it started.</p>
        </Notice>
      )}
      <Form
        submission={submission}
        onSubmit={() => void signIn()}
        submitLabel="Sign in"
        pendingLabel="Signing in…"
        fieldNames={['username', 'password']}
        otherActions={
          <ButtonLink variant="subtle" to="/forgot-password">
            Forgotten password?
          </ButtonLink>
        }
      >
        <TextInput
          label="User name"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
          error={messageFor(submission.fields, 'username')}
        />
        <PasswordField
          label="Password"
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={messageFor(submission.fields, 'password')}
        />
      </Form>
    </Entrance>
  )
}
