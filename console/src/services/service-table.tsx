/** Services as a table; on narrow screens each row stands as a block of its own. */
import type { ListedService } from '@countersign/api'
import type { ReactNode } from 'react'
import classes from '../frame/listing.module.css'

type Props = {
  readonly services: readonly ListedService[]
  readonly nameOf: (service: ListedService) => ReactNode
  readonly fromOf: (service: ListedService) => ReactNode
  /** What one can do with each, where there is something. */
  readonly actionOf?: ((service: ListedService) => ReactNode) | undefined
}

export function ServiceTable({ services, nameOf, fromOf, actionOf }: Props) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">From</th>
          <th scope="col">Roles</th>
          <th scope="col">Permissions</th>
          {actionOf && (
            <th scope="col">
              <span className={classes.hidden}>What can be done</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {services.map((service) => (
          <tr key={service.id}>
            <td className={classes.name}>
              {nameOf(service)}
              <span className={classes.second}>
                <code>{service.name}</code>
                {service.description !== null && <bdi>{service.description}</bdi>}
              </span>
            </td>
            <td data-head="From">{fromOf(service)}</td>
            <td data-head="Roles">{service.roles}</td>
            <td data-head="Permissions">{service.permissions}</td>
            {actionOf && <td>{actionOf(service)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
