/** The seconds that are left of a wait the server asked for. */
import { useEffect, useState } from 'react'

/** 0 when there is nothing to wait for. A new `cause` starts the wait anew, even when it is as long as the last. */
export function useCountdown(seconds: number | undefined, cause: unknown): number {
  const [left, setLeft] = useState(0)
  useEffect(() => {
    const endsAt = Date.now() + (seconds ?? 0) * 1000
    const update = (): void => setLeft(Math.max(0, Math.ceil((endsAt - Date.now()) / 1000)))
    update()
    const timer = setInterval(update, 500)
    return () => clearInterval(timer)
  }, [seconds, cause])
  return left
}
