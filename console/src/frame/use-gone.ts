/** The page is being left for another site or closed: whoever comes back must not find what was shown once. */
import { useEffect } from 'react'
import { flushSync } from 'react-dom'

export function useGone(onGone: () => void): void {
  useEffect(() => {
    // Browsers keep left pages as they are, to show them again when one goes back.
    const forget = (): void => flushSync(onGone)
    addEventListener('pagehide', forget)
    return () => removeEventListener('pagehide', forget)
  }, [onGone])
}
