/** Text that is there to be copied: a word in a line, or lines of their own. */
import { CopyButton } from './copy-button.tsx'
import classes from './copied.module.css'
import { useCopy } from './use-copy.ts'

type Props = { readonly what: string; readonly text: string }

export function Copied({ what, text }: Props) {
  const { state, copy } = useCopy(text, () => {})
  return (
    <span className={classes.copied}>
      <code translate="no">{text}</code>
      <CopyButton
        label="Copy"
        aria-label={`Copy ${what}`}
        variant="subtle"
        size="compact-xs"
        state={state}
        onCopy={() => void copy()}
      />
    </span>
  )
}

export function Snippet({ what, text }: Props) {
  const { state, copy } = useCopy(text, () => {})
  return (
    <div className={classes.snippet}>
      <pre tabIndex={0} translate="no" aria-label={what}>
        {text}
      </pre>
      <CopyButton
        label="Copy"
        aria-label={`Copy ${what}`}
        variant="default"
        size="xs"
        state={state}
        onCopy={() => void copy()}
      />
    </div>
  )
}
