/**
 * Checks a pasted access token as a service would and says what it found. The token stays in this page: only the
 * published keys are fetched, and nothing is kept when the page is left.
 */
import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { Form } from '../../forms/form.tsx'
import { messageFor, useSubmission } from '../../forms/use-submission.ts'
import { Facts } from '../../frame/facts.tsx'
import { Notice } from '../../problems/notice.tsx'
import { type Check, checkToken } from './check-token.ts'
import { explainClaims } from './explain-claims.ts'
import { fetchKeys } from './fetch-keys.ts'
import { type Claims, readToken } from './read-token.ts'

type Props = { readonly audience: string; readonly issuer: string; readonly keysUrl: string }
type Found = { readonly pasted: string; readonly checks: readonly Check[]; readonly claims: Claims }

export function TryAccessToken({ audience, issuer, keysUrl }: Props) {
  const [pasted, setPasted] = useState('')
  const [found, setFound] = useState<Found>()
  const [keysProblem, setKeysProblem] = useState<string>()
  const token = readToken(pasted)
  const submission = useSubmission({
    answers: { pasted },
    wrong: 'problem' in token ? { pasted: token.problem } : {},
  })

  const check = (): Promise<void> =>
    submission.submit(async () => {
      if ('problem' in token) return
      setFound(undefined)
      setKeysProblem(undefined)
      const keys = await fetchKeys(keysUrl).catch((error: unknown) => {
        setKeysProblem(error instanceof Error ? error.message : String(error))
      })
      if (!keys) return
      const checks = await checkToken(token, { audience, issuer, keys, nowMs: Date.now() })
      setFound({ pasted, checks, claims: token.claims })
    })

  return (
    <>
      <p>It is checked in this browser and sent nowhere. Only the published keys are fetched.</p>
      <Form
        submission={submission}
        onSubmit={() => void check()}
        submitLabel="Check"
        pendingLabel="Checking…"
        fieldNames={['pasted']}
        label="Try an access token"
      >
        <Textarea
          label="Access token"
          rows={5}
          autoComplete="off"
          spellCheck={false}
          value={pasted}
          onChange={(event) => setPasted(event.currentTarget.value)}
          error={messageFor(submission.fields, 'pasted')}
        />
      </Form>
      {keysProblem !== undefined && (
        <Notice tone="danger" role="alert" title="The keys could not be read">
          <p>{keysProblem} Nothing is said about the token. Try again.</p>
        </Notice>
      )}
      {found?.pasted === pasted && <Result {...found} />}
    </>
  )
}

function Result({ checks, claims }: Found) {
  const fails = checks.filter(({ holds }) => holds === false)
  const isUnsure = checks.some(({ holds }) => holds === undefined)
  return (
    <>
      <Notice
        tone={fails.length > 0 ? 'danger' : isUnsure ? 'warning' : 'accent'}
        role="status"
        title={titleOf(fails, isUnsure)}
      />
      <h3>Checks</h3>
      <Facts facts={checks.map(({ name, holds, says }) => [name, `${MARKS[String(holds)]}: ${says}`])} />
      <h3>Claims</h3>
      <Facts
        facts={explainClaims(claims).map(({ claim, means, value }) => [
          `${means} (${claim})`,
          <bdi>{value}</bdi>,
        ])}
      />
    </>
  )
}

const MARKS: Readonly<Record<string, string>> = { true: 'Good', false: 'Fails', undefined: 'Not known' }

function titleOf(fails: readonly Check[], isUnsure: boolean): string {
  if (fails.length > 0) return `This service refuses it: ${fails.map(({ name }) => name).join(', ')}`
  if (isUnsure) return 'Nothing speaks against it, but not everything could be checked here'
  return 'This service accepts it, in its own organization'
}
