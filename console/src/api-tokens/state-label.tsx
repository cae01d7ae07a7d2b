/** An API token's state as a word with a mark whose shape differs too, for those who do not tell colours apart. */
import type { ApiToken } from '@countersign/api'
import { STATE_WORDS } from './state-words.ts'
import classes from './state-label.module.css'

type Props = { readonly token: Pick<ApiToken, 'state' | 'seenInUrlAt'> }

export function StateLabel({ token: { state, seenInUrlAt } }: Props) {
  return (
    <span className={classes.label}>
      <span className={classes.state} data-state={state}>
        {STATE_WORDS[state]}
      </span>
      {seenInUrlAt !== null && state !== 'revoked' && <span className={classes.warning}>Seen in a URL</span>}
    </span>
  )
}
