/** Leaving an organization oneself. It shows first what stops. */
import { endpoints } from '@countersign/api'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { basePath } from '../connection/base-path.ts'
import { Confirmation } from '../frame/confirmation.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { call } from '../sessions/call.ts'
import { useSession } from '../sessions/session-query.ts'
import { WhatStops } from './what-stops.tsx'
import classes from '../frame/listing.module.css'

export function LeaveSection() {
  const { id: organizationId, displayName } = useOrganization()
  const { user } = useSession()
  const [isAsked, setIsAsked] = useState(false)
  const leave = async (): Promise<void> => {
    await call(endpoints.removePerson, { params: { organizationId, userId: user.id } })
    // All that was read as a member goes with the page.
    location.assign(basePath)
  }
  return (
    <section className={classes.section}>
      <h2>Leaving {displayName}</h2>
      <p>Your roles here and your API tokens end with it. Whoever looks after people can invite you again.</p>
      <div className={classes.actions}>
        <Button variant="danger-quiet" onClick={() => setIsAsked(true)}>
          Leave…
        </Button>
      </div>
      <Confirmation
        isOpen={isAsked}
        onClose={() => setIsAsked(false)}
        title={`Leave ${displayName}?`}
        confirmLabel="Leave"
        pendingLabel="Leaving…"
        onConfirm={leave}
      >
        {isAsked && <WhatStops organizationId={organizationId} userId={user.id} />}
        <p>Your API tokens in {displayName} are revoked for good. This cannot be undone.</p>
      </Confirmation>
    </section>
  )
}
