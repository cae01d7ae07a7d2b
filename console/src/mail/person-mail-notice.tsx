/** On a person's page, for who manages members: that nothing is sent to them any more. Silent when mails arrive. */
import { endpoints, type User } from '@countersign/api'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../sessions/call.ts'
import { personMailQuery } from './mail-queries.ts'
import classes from './mail.module.css'
import { StoppedNotice } from './stopped-notice.tsx'

type Props = { readonly organizationId: string; readonly user: User }

export function PersonMailNotice({ organizationId, user }: Props) {
  const queryClient = useQueryClient()
  const { data } = useQuery(personMailQuery(organizationId, user.id))
  if (!data?.stopped) return null
  return (
    <div className={classes.person}>
      <StoppedNotice
        email={user.email}
        stopped={data.stopped}
        onReopen={async () => {
          await call(endpoints.reopenPersonAddress, { params: { organizationId, userId: user.id } })
          await queryClient.invalidateQueries({ queryKey: ['mail', organizationId] })
        }}
      />
    </div>
  )
}
