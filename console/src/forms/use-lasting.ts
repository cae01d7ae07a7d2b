/** Whether something has lasted long enough to be told: what is over sooner would only flicker. */
import { useEffect, useState } from 'react'

const AFTER_MS = 150

export function useLasting(isUnderWay: boolean): boolean {
  const [isLong, setIsLong] = useState(false)
  useEffect(() => {
    if (!isUnderWay) return undefined
    const timer = setTimeout(() => setIsLong(true), AFTER_MS)
    return () => {
      clearTimeout(timer)
      setIsLong(false)
    }
  }, [isUnderWay])
  return isUnderWay && isLong
}
