/** The table of OAuth apps; on narrow screens each row stands as a block of its own. */
import type { OAuthAppPage } from '@countersign/api'
import { Link } from '@tanstack/react-router'
import classes from '../frame/listing.module.css'
import { Moment } from '../moments/moment.tsx'
import { kindInWords } from './kind-in-words.ts'

type Props = { readonly organizationId: string; readonly apps: OAuthAppPage['items'] }

export function OAuthAppTable({ organizationId, apps }: Props) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Kind</th>
          <th scope="col">Whose</th>
          <th scope="col">Last used</th>
        </tr>
      </thead>
      <tbody>
        {apps.map((app) => (
          <tr key={app.id} data-faded={app.deactivatedAt === null ? undefined : ''}>
            <td className={classes.name}>
              <Link
                to="/o/$organizationId/organization/oauth-apps/$appId"
                params={{ organizationId, appId: app.id }}
              >
                <bdi>{app.name}</bdi>
              </Link>
              <span className={classes.second}>
                {app.deactivatedAt === null ? <code translate="no">{app.id}</code> : 'Deactivated'}
              </span>
            </td>
            <td data-head="Kind">{kindInWords(app.kind)}</td>
            <td data-head="Whose">
              {app.isOwn ? (
                app.isShared ? (
                  'Own, shared'
                ) : (
                  'Own'
                )
              ) : (
                <>
                  Of <bdi>{app.owner}</bdi>
                </>
              )}
            </td>
            <td data-head="Last used">
              {app.lastUsedAt === null ? 'Never' : <Moment at={app.lastUsedAt} as="from-now" />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
