/** Stands where something should have been shown: what happened, what to do, and a way to try again. */
import { Button } from '@mantine/core'
import { useEffect, useEffectEvent } from 'react'
import { useIsOnline } from '../connection/use-is-online.ts'
import { Notice } from './notice.tsx'
import { useCountdown } from './use-countdown.ts'
import { isOfNetwork, wordsOf } from './words.ts'

type Props = { readonly error: unknown; readonly onRetry?: () => void }

export function ProblemState({ error, onRetry }: Props) {
  const isOnline = useIsOnline()
  const { title, advice, requestId, waitSeconds, isFinal = false } = wordsOf(error, isOnline)
  const secondsLeft = useCountdown(waitSeconds, error)
  const retry = useEffectEvent(() => onRetry?.())
  const waitsForNetwork = isOfNetwork(error)
  useEffect(() => {
    if (!waitsForNetwork) return undefined
    // Whoever waits for the network need not press anything when it is back.
    const goOn = (): void => retry()
    addEventListener('online', goOn)
    return () => removeEventListener('online', goOn)
  }, [waitsForNetwork])
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
