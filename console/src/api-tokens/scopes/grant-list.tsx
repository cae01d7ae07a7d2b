/** What an effective scope permits, place by place. Long lists show their beginning and open on demand. */
import type { GrantsInPlace } from './grants-in-words.ts'
import classes from './grant-list.module.css'

const SHORT = 5

export function GrantList({ places }: { readonly places: readonly GrantsInPlace[] }) {
  return (
    <ul className={classes.places}>
      {places.map(({ serviceId, place, roles, permissions }) => {
        const rest = permissions.slice(SHORT)
        return (
          <li key={serviceId ?? 'organization'}>
            <p>
              In <strong>{place}</strong>
              {roles.length > 0 && <>, as {roles.join(', ')}</>}
            </p>
            <Sentences sentences={permissions.slice(0, SHORT)} />
            {rest.length > 0 && (
              <details>
                <summary>and {rest.length} more</summary>
                <Sentences sentences={rest} />
              </details>
            )}
          </li>
        )
      })}
    </ul>
  )
}

const Sentences = ({ sentences }: { readonly sentences: readonly string[] }) => (
  <ul className={classes.permissions}>
    {sentences.map((sentence) => (
      <li key={sentence}>{sentence}</li>
    ))}
  </ul>
)
