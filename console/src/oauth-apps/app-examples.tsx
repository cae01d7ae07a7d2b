/** How the app gets its tokens, with its id filled in. The secret is never in an example. */
import type { OAuthApp } from '@countersign/api'
import { publicUrl } from '../connection/base-path.ts'
import { Snippet } from '../frame/copied.tsx'
import classes from '../frame/listing.module.css'
import { Opening } from '../frame/opening.tsx'
import { examplesOf } from './examples-of.ts'

export function AppExamples({
  app,
  organizationId,
}: {
  readonly app: OAuthApp
  readonly organizationId: string
}) {
  return (
    <section className={classes.section}>
      <h2>Use it</h2>
      {examplesOf(app, publicUrl, app.isOwn ? undefined : organizationId).map(({ title, text }) => (
        <Opening key={title} summary={title}>
          <Snippet what={title} text={text} />
        </Opening>
      ))}
      <p>
        <a href={`${publicUrl}/help/oauth-apps`} target="_blank" rel="noopener">
          OAuth apps in Help
        </a>
      </p>
    </section>
  )
}
