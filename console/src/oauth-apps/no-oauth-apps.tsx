/** What to know before the first OAuth app. */
import type { Organization } from '@countersign/api'
import classes from '../services/no-services.module.css'
import { rightsIn } from './rights.ts'
import { WhichOne } from './which-one.tsx'

export function NoOAuthApps({ organization }: { readonly organization: Organization }) {
  const { mayManage } = rightsIn(organization)
  return (
    <div className={classes.empty}>
      <h2>There is no OAuth app in {organization.displayName} yet</h2>
      <WhichOne organizationId={organization.id} />
      {!mayManage && <p>An organization owner, or a member with the role Developer, makes one.</p>}
    </div>
  )
}
