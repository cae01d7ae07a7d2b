/** Who loses which roles, and which API tokens lose something by it, with their last use: read before a change is made. */
import type { Losses } from '@countersign/api'
import { Moment } from '../moments/moment.tsx'
import classes from './lost-rights.module.css'

export function LostRights({ people, apiTokens }: Losses) {
  return (
    <>
      {people.total > 0 && (
        <>
          <p>
            {people.total === 1 ? 'One person loses something:' : `${people.total} people lose something:`}
          </p>
          <ul className={classes.lost}>
            {people.items.map(({ userId, username, roles }) => (
              <li key={userId}>
                <strong translate="no">
                  <bdi>{username}</bdi>
                </strong>
                {roles.length > 0 && <>: {roles.join(', ')}</>}
              </li>
            ))}
            <Rest shown={people.items.length} total={people.total} />
          </ul>
        </>
      )}
      {apiTokens.total > 0 && (
        <>
          <p>
            {apiTokens.total === 1
              ? 'One API token loses something, and whatever uses it:'
              : `${apiTokens.total} API tokens lose something, and whatever uses them:`}
          </p>
          <ul className={classes.lost}>
            {apiTokens.items.map(({ id, name, username, lastUsedAt }) => (
              <li key={id}>
                <strong translate="no">
                  <bdi>{name}</bdi>
                </strong>{' '}
                of <bdi>{username}</bdi>
                {lastUsedAt === null ? (
                  ', never used'
                ) : (
                  <>
                    , last used <Moment at={lastUsedAt} as="from-now" />
                  </>
                )}
              </li>
            ))}
            <Rest shown={apiTokens.items.length} total={apiTokens.total} />
          </ul>
        </>
      )}
    </>
  )
}

const Rest = ({ shown, total }: { readonly shown: number; readonly total: number }) =>
  total > shown && (
    <li>{shown === 0 ? 'Your roles don’t let you see which.' : `and ${total - shown} more`}</li>
  )
