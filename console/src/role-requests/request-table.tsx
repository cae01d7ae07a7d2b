/** Requests for roles, each leading to its page; on narrow screens each row stands as a block of its own. */
import type { RoleRequest } from '@countersign/api'
import { Link } from '@tanstack/react-router'
import classes from '../frame/listing.module.css'
import { fullName } from '../sessions/full-name.ts'
import { howLongInWords, requestedRoleInWords, RequestState } from './request-in-words.tsx'

type Props = {
  readonly organizationId: string
  readonly requests: readonly RoleRequest[]
  /** They are of several people. */
  readonly isOfOthers?: boolean
}

export function RequestTable({ organizationId, requests, isOfOthers = false }: Props) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Role</th>
          {isOfOthers && <th scope="col">Asked by</th>}
          <th scope="col">How long</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {requests.map((request) => (
          <tr key={request.id}>
            <td className={classes.name}>
              <Link
                to="/o/$organizationId/requests/$requestId"
                params={{ organizationId, requestId: request.id }}
              >
                <bdi>{requestedRoleInWords(request)}</bdi>
              </Link>
              <span className={classes.second}>
                <bdi>{request.reason}</bdi>
              </span>
            </td>
            {isOfOthers && (
              <td data-head="Asked by">
                <bdi>{fullName(request.asker)}</bdi>
              </td>
            )}
            <td data-head="How long">{howLongInWords(request)}</td>
            <td data-head="State">
              <span>
                <RequestState request={request} />
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
