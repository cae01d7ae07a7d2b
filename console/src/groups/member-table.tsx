/** The table of a group's members; on narrow screens each row stands as a block of its own. */
import type { GroupMember } from '@countersign/api'
import { Button } from '@mantine/core'
import classes from '../frame/listing.module.css'
import { PersonCell } from '../frame/person-cell.tsx'
import { Moment } from '../moments/moment.tsx'
import { Period } from '../moments/period.tsx'
import { useNow } from '../moments/use-now.ts'
import { fullName } from '../sessions/full-name.ts'

type Act = (member: GroupMember) => void
type Props = {
  readonly organizationId: string
  readonly members: readonly GroupMember[]
  readonly mayChange: boolean
  readonly onChangePeriod: Act
  readonly onTakeOut: Act
}

export function MemberTable({ organizationId, members, mayChange, onChangePeriod, onTakeOut }: Props) {
  const now = useNow()
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Added</th>
          <th scope="col">For how long</th>
          {mayChange && (
            <th scope="col">
              <span className={classes.hidden}>What can be done</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {members.map((member) => {
          const { user, addedAt, startsAt, endsAt } = member
          const isOver = endsAt !== null && Date.parse(endsAt) <= now
          return (
            <tr key={user.id} data-faded={isOver || undefined}>
              <PersonCell organizationId={organizationId} user={user} />
              <td data-head="Added">
                <Moment at={addedAt} />
              </td>
              <td data-head="How long">
                {startsAt === null && endsAt === null ? 'For good' : <Period period={member} />}
                {isOver && ' (over)'}
              </td>
              {mayChange && (
                <td className={classes.acts}>
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    aria-label={`Change how long: ${fullName(user)}`}
                    onClick={() => onChangePeriod(member)}
                  >
                    Change how long…
                  </Button>
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    aria-label={`Take out: ${fullName(user)}`}
                    onClick={() => onTakeOut(member)}
                  >
                    Take out…
                  </Button>
                </td>
              )}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
