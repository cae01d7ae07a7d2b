/** An API token's state as a word with a mark whose shape differs too, for those who do not tell colours apart. */
import type { ApiToken } from '@countersign/api'
import { isUsable, STATE_WORDS } from './state-words.ts'
import classes from './state-label.module.css'

type Props = { readonly token: Pick<ApiToken, 'state' | 'seenInUrlAt' | 'canDoNothing'> }

export function StateLabel({ token: { state, seenInUrlAt, canDoNothing } }: Props) {
  return (
    <span className={classes.label}>
      <span className={classes.state} data-state={state}>
        {STATE_WORDS[state]}
      </span>
      {canDoNothing && isUsable(state) && <span className={classes.warning}>Can do nothing any more</span>}
      {seenInUrlAt !== null && state !== 'revoked' && <span className={classes.warning}>Seen in a URL</span>}
    </span>
  )
}
