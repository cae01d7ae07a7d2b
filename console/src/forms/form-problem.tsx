/** What went wrong with a submit and is not shown beside a field. */
import { useIsOnline } from '../connection/use-is-online.ts'
import { Notice } from '../problems/notice.tsx'
import { useCountdown } from '../problems/use-countdown.ts'
import { wordsOf } from '../problems/words.ts'
import { otherMessages, type Submission } from './use-submission.ts'

type Props = { readonly submission: Submission; readonly fieldNames: readonly string[] }

export function FormProblem({ submission: { error, fields }, fieldNames }: Props) {
  const isOnline = useIsOnline()
  const words = error === undefined ? undefined : wordsOf(error, isOnline)
  const secondsLeft = useCountdown(words?.waitSeconds, error)
  if (!words) return null
  const others = otherMessages(fields, fieldNames)
  // Every message stands beside its field already.
  if (others.length === 0 && Object.keys(fields).length > 0) return null
  return (
    <div data-problem tabIndex={-1}>
      <Notice tone="danger" role="alert" title={words.title}>
        {others.map((message) => (
          <p key={message}>{message}</p>
        ))}
        {words.advice && <p>{words.advice}</p>}
        {secondsLeft > 0 && <p>The server asks you to wait {secondsLeft} s.</p>}
        {words.requestId && (
          <p>
            Request <code>{words.requestId}</code>
          </p>
        )}
      </Notice>
    </div>
  )
}
