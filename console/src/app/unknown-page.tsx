/** An address that is no page. */
import { ButtonLink } from '../frame/button-link.tsx'
import { Entrance } from '../sessions/entrance.tsx'

export function UnknownPage() {
  return (
    <Entrance
      title="There is no such page"
      introduction={<p>The address may be mistyped, or the page may have moved.</p>}
    >
      <ButtonLink to="/" variant="default">
        Go to your API tokens
      </ButtonLink>
    </Entrance>
  )
}
