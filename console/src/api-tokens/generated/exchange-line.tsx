/** The exchange, ready to be pasted into a shell. It shows the value only when the value is shown. */
import { CopyButton } from '../../frame/copy-button.tsx'
import once from '../../frame/value-once.module.css'
import classes from './generated-page.module.css'
import { copiesWhole, useCopy } from '../../frame/use-copy.ts'

type Props = {
  readonly command: string
  /** The same without the value. */
  readonly hidden: string
  readonly isShown: boolean
  readonly onKept: () => void
}

export function ExchangeLine({ command, hidden, isShown, onKept }: Props) {
  const { state, copy } = useCopy(command, onKept)
  return (
    <section aria-labelledby="exchange-heading">
      <h2 id="exchange-heading">Try it</h2>
      <p className={classes.soft}>
        This exchanges it for an access token, which is what services accept. Your shell may remember the
        line.
      </p>
      <pre className={classes.line} onCopy={() => isShown && copiesWhole(command) && onKept()}>
        {isShown ? command : hidden}
      </pre>
      <div className={once.actions}>
        <CopyButton
          label="Copy the line"
          state={state}
          onCopy={() => void copy()}
          variant="default"
          size="xs"
        />
        <span role="status" className={once.said}>
          {state === 'not allowed' &&
            'This browser does not let us copy. Show the value and select the line.'}
        </span>
      </div>
    </section>
  )
}
