/** A link that is shown once, for somebody else: whom it is for, the link, and copying it. */
import { CopyButton } from './copy-button.tsx'
import classes from './listing.module.css'
import { useCopy } from './use-copy.ts'

export function LinkToHandOver({ to, link }: { readonly to: string; readonly link: string }) {
  const { state, copy } = useCopy(link, () => {})
  return (
    <>
      <span>
        <bdi>{to}</bdi>
        <code className={classes.second} translate="no">
          {link}
        </code>
      </span>
      <CopyButton label="Copy the link" variant="default" state={state} onCopy={() => void copy()} />
    </>
  )
}
