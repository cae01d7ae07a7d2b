/** Says that nothing is sent to an address any more, why, and lets it be tried again. */
import type { StoppedAddress } from '@countersign/api'
import { Button } from '@mantine/core'
import { useSubmission } from '../forms/use-submission.ts'
import { Moment } from '../moments/moment.tsx'
import { Notice } from '../problems/notice.tsx'
import { ProblemState } from '../problems/problem-state.tsx'

type Props = {
  readonly email: string
  readonly stopped: StoppedAddress
  readonly onReopen: () => Promise<void>
}

export function StoppedNotice({ email, stopped, onReopen }: Props) {
  const submission = useSubmission()
  return (
    <Notice tone="warning" title="No mails are sent to this address">
      <p>
        The mail server refused <bdi>{email}</bdi> on <Moment at={stopped.stoppedAt} as="date-and-time" /> and
        said: <q>{stopped.said}</q>. Once that is mended, have mails sent to it again.
      </p>
      <Button
        variant="default"
        loading={submission.isPending}
        onClick={() => void submission.submit(onReopen)}
      >
        Send mails to it again
      </Button>
      {submission.error !== undefined && <ProblemState error={submission.error} onRetry={submission.reset} />}
    </Notice>
  )
}
