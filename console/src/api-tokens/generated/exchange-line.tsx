/** The exchange, ready to be pasted into a shell. It shows the value only when the value is shown. */
import { Button } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import classes from './generated-page.module.css'
import { useCopy } from './use-copy.ts'

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
      <pre className={classes.line} onCopy={isShown ? onKept : undefined}>
        {isShown ? command : hidden}
      </pre>
      <div className={classes.actions}>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconCopy size={15} aria-hidden />}
          onClick={() => void copy()}
        >
          Copy the line
        </Button>
        <span role="status" className={classes.said}>
          {state === 'copied' && 'Copied, with the value.'}
          {state === 'not allowed' &&
            'This browser does not let us copy. Show the value and select the line.'}
        </span>
      </div>
    </section>
  )
}
