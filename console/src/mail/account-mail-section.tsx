/** Mails to oneself: whether they arrive, and whether reminders are among them. */
import { endpoints, type AccountMail } from '@countersign/api'
import { Switch } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useSubmission } from '../forms/use-submission.ts'
import { Lines } from '../frame/lines.tsx'
import { Notice } from '../problems/notice.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { call } from '../sessions/call.ts'
import { accountMailQuery } from './mail-queries.ts'
import { StoppedNotice } from './stopped-notice.tsx'
import classes from './mail.module.css'

export function AccountMailSection() {
  const { data, error, refetch } = useQuery(accountMailQuery)
  return (
    <section className={classes.section}>
      <h2>Mails to you</h2>
      {error && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Lines count={2} label="Reading whether mails arrive" />}
      {data && <Mails mail={data} />}
    </section>
  )
}

function Mails({ mail: { email, isSent, reminders, stopped } }: { readonly mail: AccountMail }) {
  const queryClient = useQueryClient()
  const submission = useSubmission()
  const keep = (changed: AccountMail): void =>
    void queryClient.setQueryData(accountMailQuery.queryKey, changed)
  const choose = (next: boolean): Promise<void> =>
    submission.submit(async () => keep(await call(endpoints.chooseReminders, { body: { reminders: next } })))
  return (
    <>
      {!isSent && (
        <Notice tone="warning" title="This installation sends no mails">
          <p>Look here for API tokens and roles that end soon. Whoever runs it can set a mail server.</p>
        </Notice>
      )}
      {stopped && (
        <StoppedNotice
          email={email}
          stopped={stopped}
          onReopen={async () => keep(await call(endpoints.reopenOwnAddress, {}))}
        />
      )}
      <Switch
        label="Remind me of what ends"
        description="API tokens that expire, as chosen on each, and roles that end: at most one mail a day for each. Mails about the security of your account always come."
        checked={reminders}
        onChange={(event) => void choose(event.currentTarget.checked)}
      />
      {submission.error !== undefined && <ProblemState error={submission.error} onRetry={submission.reset} />}
    </>
  )
}
