/** The cell of a table that names a person and leads to their page. */
import type { User } from '@countersign/api'
import { Link } from '@tanstack/react-router'
import { fullName } from '../sessions/full-name.ts'
import classes from './listing.module.css'

export const PersonCell = ({
  organizationId,
  user,
}: {
  readonly organizationId: string
  readonly user: User
}) => (
  <td className={classes.name}>
    <Link to="/o/$organizationId/organization/people/$userId" params={{ organizationId, userId: user.id }}>
      <bdi>{fullName(user)}</bdi>
    </Link>
    <span className={classes.second} translate="no">
      <bdi>{user.username}</bdi>
    </span>
  </td>
)
