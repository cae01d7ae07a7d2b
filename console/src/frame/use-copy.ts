/** Copies text to the clipboard, which a browser only allows on https and on the machine itself. */
import { useEffect, useState } from 'react'

export type CopyState = 'not yet' | 'copied' | 'not allowed'

/** For so long the button itself says that it is done. */
const SAID_MS = 4_000

export function useCopy(text: string, onCopied: () => void) {
  const [state, setState] = useState<CopyState>('not yet')
  const [copies, setCopies] = useState(0)
  useEffect(() => {
    if (copies === 0) return undefined
    const timer = setTimeout(() => setState('not yet'), SAID_MS)
    return () => clearTimeout(timer)
  }, [copies])
  const copy = async (): Promise<CopyState> => {
    const outcome = await navigator.clipboard?.writeText(text).then(
      () => 'copied' as const,
      () => 'not allowed' as const,
    )
    const next = outcome ?? 'not allowed'
    setState(next)
    if (next === 'copied') {
      setCopies((before) => before + 1)
      onCopied()
    }
    return next
  }
  return { state, copy }
}

/** Whether what is being copied by hand has the whole of the text, and not a piece of it. */
export const copiesWhole = (text: string): boolean => (getSelection()?.toString() ?? '').includes(text)
