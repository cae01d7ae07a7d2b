/** What a custom role is for, before there is one. */
import { ButtonLink } from '../frame/button-link.tsx'
import classes from './roles-page.module.css'

type Props = { readonly organizationId: string; readonly mayDefine: boolean }

export function NoCustomRoles({ organizationId, mayDefine }: Props) {
  return (
    <div className={classes.section}>
      <p>
        There is none yet. Services come with roles of their own; where none of them is what somebody needs,
        put together one that is: permissions out of any of the services that the organization has. People and
        groups are given it like any other role.
      </p>
      {mayDefine && (
        <div>
          <ButtonLink to="/o/$organizationId/organization/roles/new" params={{ organizationId }}>
            Define the first role
          </ButtonLink>
        </div>
      )}
    </div>
  )
}
