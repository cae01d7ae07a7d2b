/** An address that is no page. */
import { ButtonLink } from '../frame/button-link.tsx'
import { Page } from '../frame/page.tsx'
import { Entrance } from '../sessions/entrance.tsx'

const TITLE = 'There is no such page'
const ADVICE = <p>The address may be mistyped, or the page may have moved.</p>
const WAY_OUT = (
  <ButtonLink to="/" variant="default">
    Go to your API tokens
  </ButtonLink>
)

/** Where there is nothing around it. */
export const UnknownPage = () => (
  <Entrance title={TITLE} introduction={ADVICE}>
    {WAY_OUT}
  </Entrance>
)

/** Inside the frame of someone who is signed in. */
export const UnknownContent = () => (
  <Page title={TITLE} introduction={ADVICE}>
    {WAY_OUT}
  </Page>
)
