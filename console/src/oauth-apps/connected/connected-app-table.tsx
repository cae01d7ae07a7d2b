/** The table of connected apps; on narrow screens each row stands as a block of its own. */
import { Button } from '@mantine/core'
import type { ConnectedApp } from '@countersign/api'
import classes from '../../frame/listing.module.css'
import { Moment } from '../../moments/moment.tsx'
import { allowedInWords } from './allowed-in-words.ts'

type Props = { readonly apps: readonly ConnectedApp[]; readonly onWithdraw: (app: ConnectedApp) => void }

export function ConnectedAppTable({ apps, onWithdraw }: Props) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Application</th>
          <th scope="col">Organization</th>
          <th scope="col">What it may do</th>
          <th scope="col">Last used</th>
          <th scope="col">
            <span className={classes.hidden}>Action</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {apps.map((app) => (
          <tr key={`${app.organizationId} ${app.appId}`} data-faded={app.isActive ? undefined : ''}>
            <td className={classes.name}>
              <bdi>{app.name}</bdi>
              <span className={classes.second}>
                {app.isActive ? <bdi>{app.description}</bdi> : 'Deactivated'}
              </span>
            </td>
            <td data-head="Organization">
              <bdi>{app.organizationName}</bdi>
            </td>
            <td data-head="What it may do">It {allowedInWords(app).join(', ')}.</td>
            <td data-head="Last used">
              {app.lastUsedAt === null ? 'Never' : <Moment at={app.lastUsedAt} as="from-now" />}
            </td>
            <td className={classes.acts}>
              <Button
                variant="default"
                size="compact-sm"
                aria-label={`Withdraw ${app.name} in ${app.organizationName}`}
                onClick={() => onWithdraw(app)}
              >
                Withdraw…
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
