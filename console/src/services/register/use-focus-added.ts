/** Puts the focus into the first field of a row that was just added at the end of a list. */
import { type RefObject, useEffect, useRef } from 'react'

export function useFocusAdded(list: RefObject<HTMLElement | null>, count: number): () => void {
  const isWaiting = useRef(false)
  useEffect(() => {
    if (!isWaiting.current) return
    isWaiting.current = false
    list.current?.lastElementChild?.querySelector('input')?.focus()
  }, [list, count])
  return () => {
    isWaiting.current = true
  }
}
