/** The table of organizations; on narrow screens each row stands as a block of its own. */
import type { ManagedOrganization } from '@countersign/api'
import { Button } from '@mantine/core'
import { Moment } from '../../moments/moment.tsx'
import classes from '../../frame/listing.module.css'

type Act = (organization: ManagedOrganization) => void
type Acts = {
  readonly onRename: Act
  readonly onInviteOwner: Act
  readonly onSuspend: Act
  readonly onReopen: Act
}
type Props = Acts & { readonly organizations: readonly ManagedOrganization[] }

export function OrganizationTable({ organizations, ...acts }: Props) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Members</th>
          <th scope="col">State</th>
          <th scope="col">Made</th>
          <th scope="col">
            <span className={classes.hidden}>What can be done</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {organizations.map((organization) => (
          <Row key={organization.id} organization={organization} {...acts} />
        ))}
      </tbody>
    </table>
  )
}

function Row({
  organization,
  onRename,
  onInviteOwner,
  onSuspend,
  onReopen,
}: Acts & { readonly organization: ManagedOrganization }) {
  const { name, displayName, memberCount, suspendedAt, isHome, createdAt, hasOwner } = organization
  return (
    <tr>
      <td className={classes.name}>
        <strong>
          <bdi>{displayName}</bdi>
        </strong>
        <code>{name}</code>
        {!hasOwner && <span className={classes.second}>{withoutOwner(organization)}</span>}
      </td>
      <td data-head="Members">{memberCount}</td>
      <td data-head="State">
        {suspendedAt === null ? (
          isHome ? (
            'Home organization'
          ) : (
            'Open'
          )
        ) : (
          <span>
            Suspended <Moment at={suspendedAt} as="from-now" />
          </span>
        )}
      </td>
      <td data-head="Made">
        <Moment at={createdAt} />
      </td>
      <td className={classes.acts}>
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={`Rename ${displayName}…`}
          onClick={() => onRename(organization)}
        >
          Rename…
        </Button>
        {!hasOwner && (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={`Invite an owner of ${displayName}…`}
            onClick={() => onInviteOwner(organization)}
          >
            Invite an owner…
          </Button>
        )}
        {suspendedAt !== null && (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={`Reopen ${displayName}`}
            onClick={() => onReopen(organization)}
          >
            Reopen
          </Button>
        )}
        {suspendedAt === null && !isHome && (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={`Suspend ${displayName}…`}
            onClick={() => onSuspend(organization)}
          >
            Suspend…
          </Button>
        )}
      </td>
    </tr>
  )
}

function withoutOwner({ invitedOwner }: ManagedOrganization): string {
  if (invitedOwner === null) return 'No owner'
  const { email, isMailed } = invitedOwner
  return `No owner yet: ${email} is invited, ${isMailed ? 'by mail' : 'by a link to hand over'}`
}
