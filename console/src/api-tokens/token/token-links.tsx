/** A few API tokens by name, each a link to its page, and how many more there are. */
import type { ApiToken } from '@countersign/api'
import { Link } from '@tanstack/react-router'
import { STATE_WORDS } from '../state-words.ts'
import classes from './token-page.module.css'

const LISTED = 5

type Props = { readonly tokens: readonly ApiToken[]; readonly organizationId: string }

export function TokenLinks({ tokens, organizationId }: Props) {
  // Those that still act for one come first.
  const sorted = tokens.toSorted(
    (one, other) => Number(one.state === 'revoked') - Number(other.state === 'revoked'),
  )
  return (
    <ul className={classes.scopes}>
      {sorted.slice(0, LISTED).map(({ id, name, state }) => (
        <li key={id}>
          <Link
            to="/o/$organizationId/account/api-tokens/$apiTokenId"
            params={{ organizationId, apiTokenId: id }}
          >
            <bdi translate="no">{name}</bdi>
          </Link>
          {state !== 'active' && <span className={classes.soft}> ({STATE_WORDS[state].toLowerCase()})</span>}
        </li>
      ))}
      {tokens.length > LISTED && <li className={classes.soft}>and {tokens.length - LISTED} more</li>}
    </ul>
  )
}
