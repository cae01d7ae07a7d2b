/**
 * What an effective scope permits, place by place, in about ten lines: a few places with their sentences, many of them
 * by their names and counts. Everything else opens on demand, nothing is left out.
 */
import { Opening } from '../../frame/opening.tsx'
import { ShortList } from '../../frame/short-list.tsx'
import classes from './grant-list.module.css'
import type { GrantInWords, GrantsInPlace } from './grants-in-words.ts'
import { counted } from './group-in-words.ts'

const MOST_LINES = 14
const MOST_SENTENCES = 4
const MOST_INLINE = 6
const MOST_RESOURCES = 3

type Props = {
  readonly places: readonly GrantsInPlace[]
  /** How many grants there are beside these, too many to be listed. */
  readonly unlisted: number
}

export function GrantList({ places, unlisted }: Props) {
  const lines = places.reduce((sum, place) => sum + linesOf(place), 0)
  return (
    <>
      {lines <= MOST_LINES ? (
        <ul className={classes.places}>
          {places.map((place) => (
            <li key={keyOf(place)}>
              <div>
                In <strong>{place.place}</strong>
                {place.roles.length > 0 && <>, </>}
                <AsRoles roles={place.roles} />
              </div>
              <Sentences sentences={place.permissions} />
            </li>
          ))}
        </ul>
      ) : (
        <div>
          <ShortList className={classes.folded}>
            {places.map((place) => (
              <li key={keyOf(place)}>
                <Opening
                  summary={
                    <>
                      <span>
                        In <strong>{place.place}</strong>
                      </span>{' '}
                      <span className={classes.soft}>{countsOf(place)}</span>
                    </>
                  }
                >
                  <AsRoles roles={place.roles} />
                  <Sentences sentences={place.permissions} />
                </Opening>
              </li>
            ))}
          </ShortList>
        </div>
      )}
      {unlisted > 0 && (
        <p className={classes.soft}>and {unlisted} rights more, which are too many to be listed here.</p>
      )}
    </>
  )
}

const keyOf = ({ serviceId }: GrantsInPlace): string => serviceId ?? 'organization'

const linesOf = ({ roles, permissions }: GrantsInPlace): number =>
  1 +
  (isInline(roles) ? Math.floor(roles.length / 4) : Math.min(roles.length, MOST_SENTENCES + 1)) +
  Math.min(permissions.length, MOST_SENTENCES + 1)

/** Where there are roles, the permissions are mostly theirs. */
const countsOf = ({ roles, permissions }: GrantsInPlace): string =>
  roles.length > 0 ? counted(roles.length, 'role') : counted(permissions.length, 'permission')

const isInline = (roles: readonly GrantInWords[]): boolean =>
  roles.length <= MOST_INLINE && roles.every(({ resources }) => resources.length <= MOST_RESOURCES)

function AsRoles({ roles }: { readonly roles: readonly GrantInWords[] }) {
  if (roles.length === 0) return null
  if (isInline(roles)) return <>as {roles.map(inline).join(', ')}</>
  return (
    <>
      as
      <Sentences sentences={roles} />
    </>
  )
}

const Sentences = ({ sentences }: { readonly sentences: readonly GrantInWords[] }) =>
  sentences.length > 0 && (
    <div>
      <ShortList className={classes.permissions} most={MOST_SENTENCES}>
        {sentences.map((sentence) => (
          <li key={inline(sentence)}>
            {sentence.resources.length <= MOST_RESOURCES ? (
              inline(sentence)
            ) : (
              <Opening summary={`${sentence.words} (on ${sentence.resources.length} resources)`}>
                <p>{sentence.resources.join(', ')}</p>
              </Opening>
            )}
          </li>
        ))}
      </ShortList>
    </div>
  )

const inline = ({ words, resources }: GrantInWords): string =>
  resources.length === 0 ? words : `${words} (on ${resources.join(' and ')})`
