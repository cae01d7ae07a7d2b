/** Who loses something, which live API tokens and which machines, with their last use. Names as far as one may see them. */
import type { Losses } from '@countersign/api'
import classes from '../frame/listing.module.css'
import { ShortList } from '../frame/short-list.tsx'
import { Moment } from '../moments/moment.tsx'

export const isNothingLost = ({ people, machines }: Losses): boolean => people.total + machines.total === 0

export function LostRights(losses: Losses) {
  return (
    <>
      {losses.people.total > 0 && <OfPeople {...losses} />}
      {losses.machines.total > 0 && <OfMachines machines={losses.machines} />}
    </>
  )
}

function OfMachines({ machines }: Pick<Losses, 'machines'>) {
  return (
    <>
      <p>
        {machines.total === 1
          ? 'One machine (an OAuth app) loses'
          : `${machines.total} machines (OAuth apps) lose`}{' '}
        something from its next access token on{namedInWords(machines)}
      </p>
      <ShortList className={classes.stops} most={5}>
        {machines.items.map(({ id, name, roles, lastUsedAt }) => (
          <li key={id}>
            <strong translate="no">
              <bdi>{name}</bdi>
            </strong>
            : <span translate="no">{roles.join(' · ')}</span>
            {lastUsedAt === null ? (
              ', never used'
            ) : (
              <>
                , last used <Moment at={lastUsedAt} as="from-now" />
              </>
            )}
          </li>
        ))}
      </ShortList>
    </>
  )
}

function OfPeople({ people, apiTokens }: Losses) {
  return (
    <>
      <p>
        {people.total === 1 ? 'One person loses' : `${people.total} people lose`} something from the next
        exchange on{namedInWords(people)}
      </p>
      <ShortList className={classes.stops} most={5}>
        {people.items.map(({ userId, username, roles }) => (
          <li key={userId}>
            <strong translate="no">
              <bdi>{username}</bdi>
            </strong>
            : <span translate="no">{roles.join(' · ')}</span>
          </li>
        ))}
      </ShortList>
      <p>
        {apiTokens.total === 0 && 'No live API token becomes narrower: no script stops.'}
        {apiTokens.total === 1 && 'One live API token becomes narrower, and what uses it may stop'}
        {apiTokens.total > 1 &&
          `${apiTokens.total} live API tokens become narrower, and what uses them may stop`}
        {apiTokens.total > 0 && namedInWords(apiTokens)}
      </p>
      <ShortList className={classes.stops} most={5}>
        {apiTokens.items.map(({ id, name, username, lastUsedAt }) => (
          <li key={id}>
            <strong translate="no">
              <bdi>{name}</bdi>
            </strong>{' '}
            of <bdi translate="no">{username}</bdi>
            {lastUsedAt === null ? (
              ', never used'
            ) : (
              <>
                , last used <Moment at={lastUsedAt} as="from-now" />
              </>
            )}
          </li>
        ))}
      </ShortList>
    </>
  )
}

const namedInWords = ({ items, total }: { readonly items: readonly unknown[]; readonly total: number }) => {
  if (items.length === 0) return '.'
  return total > items.length ? `; the first ${items.length} of them:` : ':'
}
