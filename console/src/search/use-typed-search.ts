/** The search as it is typed, handed on when typing pauses; an address that changes otherwise changes it too. */
import { useEffect, useRef, useState } from 'react'

const PAUSE_MS = 150

export function useTypedSearch(inAddress: string, handOn: (text: string) => void) {
  const [typed, setTyped] = useState(inAddress)
  const handedOn = useRef(inAddress)
  useEffect(() => {
    if (typed === handedOn.current) return undefined
    const timer = setTimeout(() => {
      handedOn.current = typed
      handOn(typed)
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed, handOn])
  useEffect(() => {
    // What was handed on comes back as the address; by then more may have been typed.
    if (inAddress === handedOn.current) return
    handedOn.current = inAddress
    setTyped(inAddress)
  }, [inAddress])
  return [typed, setTyped] as const
}
