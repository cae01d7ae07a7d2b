/** A one-time link with which a person chooses a new password, made by an owner, who hands it over. It is shown once. */
import { endpoints, type MadePasswordReset, type User } from '@countersign/api'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useSubmission } from '../forms/use-submission.ts'
import { DialogForm } from '../frame/dialog-form.tsx'
import { Dialog } from '../frame/dialog.tsx'
import { LinkToHandOver } from '../frame/link-to-hand-over.tsx'
import classes from '../frame/listing.module.css'
import { Moment } from '../moments/moment.tsx'
import { call } from '../sessions/call.ts'
import { fullName } from '../sessions/full-name.ts'

type Props = { readonly organizationId: string; readonly user: User }

export function ResetLinkSection({ organizationId, user }: Props) {
  const [isAsked, setIsAsked] = useState(false)
  const close = (): void => setIsAsked(false)
  return (
    <section className={classes.section}>
      <h2>Password</h2>
      <p>If {fullName(user)} can’t sign in any more, a link lets them choose a new password.</p>
      <div className={classes.actions}>
        <Button variant="default" onClick={() => setIsAsked(true)}>
          Link for a new password…
        </Button>
      </div>
      <Dialog isOpen={isAsked} onClose={close} title={`A link for a new password of ${fullName(user)}`}>
        <ResetLink organizationId={organizationId} user={user} onClose={close} />
      </Dialog>
    </section>
  )
}

function ResetLink({ organizationId, user, onClose }: Props & { readonly onClose: () => void }) {
  const [made, setMade] = useState<MadePasswordReset>()
  const submission = useSubmission()
  const make = (): Promise<void> =>
    submission.submit(async () => {
      const params = { organizationId, userId: user.id }
      setMade(await call(endpoints.makePasswordReset, { params }))
    })
  if (made)
    return (
      <>
        <p role="status">
          Hand it to {fullName(user)}, and to nobody else: whoever has it can choose the password. It is shown
          only now, works once, and ends on <Moment at={made.expiresAt} as="date-and-time" />.
        </p>
        <div className={classes.handedOver}>
          <LinkToHandOver to={made.username} link={made.link} />
        </div>
        <Button variant="subtle" onClick={onClose}>
          Done
        </Button>
      </>
    )
  return (
    <DialogForm
      submission={submission}
      onSubmit={() => void make()}
      submitLabel="Make the link"
      pendingLabel="Making…"
      fieldNames={[]}
      onClose={onClose}
    >
      <p>
        Nothing changes until they use it. Then they choose a password, and every session of theirs ends;
        their API tokens work as before. A link that was made before stops working.
      </p>
    </DialogForm>
  )
}
