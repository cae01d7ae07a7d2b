/** Copies text to the clipboard, which a browser only allows on https and on the machine itself. */
import { useState } from 'react'

export type CopyState = 'not yet' | 'copied' | 'not allowed'

export function useCopy(text: string, onCopied: () => void) {
  const [state, setState] = useState<CopyState>('not yet')
  const copy = async (): Promise<CopyState> => {
    const outcome = await navigator.clipboard?.writeText(text).then(
      () => 'copied' as const,
      () => 'not allowed' as const,
    )
    const next = outcome ?? 'not allowed'
    setState(next)
    if (next === 'copied') onCopied()
    return next
  }
  return { state, copy }
}
