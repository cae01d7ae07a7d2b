/** One API token in the list. */
import type { ApiToken } from '@countersign/api'
import { Checkbox } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Moment } from '../../moments/moment.tsx'
import { StateLabel } from '../state-label.tsx'
import classes from './token-table.module.css'

type Props = {
  readonly organizationId: string
  readonly token: ApiToken
  /** Its allowed scopes. */
  readonly words: string
  readonly isTicked: boolean
  readonly onTick: () => void
}

export function TokenRow({ organizationId, token, words, isTicked, onTick }: Props) {
  const { id, name, description, valueId, state, createdAt, expiresAt, lastUse } = token
  const isRevoked = state === 'revoked'
  return (
    <tr data-ticked={isTicked || undefined} data-faded={isRevoked || undefined}>
      <td className={classes.tick}>
        <Checkbox
          aria-label={isRevoked ? `${name} is revoked already` : `Select ${name}`}
          checked={isTicked && !isRevoked}
          disabled={isRevoked}
          onChange={onTick}
        />
      </td>
      <td className={classes.name}>
        <Link
          to="/o/$organizationId/account/api-tokens/$apiTokenId"
          params={{ organizationId, apiTokenId: id }}
        >
          <bdi>{name}</bdi>
        </Link>
        {description !== null && (
          <span className={classes.second}>
            <bdi>{description}</bdi>
          </span>
        )}
        <code className={classes.second} title="How its value begins">
          csnt{valueId}…
        </code>
      </td>
      <td data-head="State">
        <StateLabel token={token} />
      </td>
      <td data-head="Scopes" className={classes.scopes}>
        <span title={words}>{words}</span>
      </td>
      <td data-head="Created">
        <Moment at={createdAt} />
      </td>
      <td data-head="Expires">
        {expiresAt === null ? (
          'Never'
        ) : (
          <>
            <Moment at={expiresAt} />
            {!isRevoked && (
              <span className={classes.second}>
                <Moment at={expiresAt} as="from-now" />
              </span>
            )}
          </>
        )}
      </td>
      <td data-head="Last used">
        {lastUse === null ? (
          <span className={classes.soft}>Never</span>
        ) : (
          <>
            <Moment at={lastUse.at} as="from-now" />
            <span className={classes.second}>{lastUse.address}</span>
          </>
        )}
      </td>
    </tr>
  )
}
