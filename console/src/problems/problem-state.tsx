/** Stands where something should have been shown: what happened, what to do, and a way to try again. */
import { Button } from '@mantine/core'
import { Notice } from './notice.tsx'
import { useCountdown } from './use-countdown.ts'
import { wordsOf } from './words.ts'

type Props = { readonly error: unknown; readonly onRetry?: () => void }

export function ProblemState({ error, onRetry }: Props) {
  const { title, advice, requestId, waitSeconds, isFinal = false } = wordsOf(error)
  const secondsLeft = useCountdown(waitSeconds, error)
  return (
    <Notice tone="danger" role="alert" title={title}>
      {advice && <p>{advice}</p>}
      {requestId && (
        <p>
          Request <code>{requestId}</code>
        </p>
      )}
      {onRetry && !isFinal && (
        <Button variant="default" size="xs" onClick={onRetry} disabled={secondsLeft > 0}>
          {secondsLeft > 0 ? `Try again in ${secondsLeft} s` : 'Try again'}
        </Button>
      )}
    </Notice>
  )
}
