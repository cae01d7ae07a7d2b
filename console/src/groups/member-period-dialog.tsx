/** Changes from when and until when somebody is in a group. */
import { endpoints, type GroupMember } from '@countersign/api'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { instantsOf, localPeriod, PeriodFields, wrongPeriod } from '../forms/period-fields.tsx'
import { useSubmission } from '../forms/use-submission.ts'
import { DialogForm } from '../frame/dialog-form.tsx'
import { Dialog } from '../frame/dialog.tsx'
import { readRightsAgain } from '../roles/read-rights-again.ts'
import { call } from '../sessions/call.ts'
import { fullName } from '../sessions/full-name.ts'

type Props = {
  readonly organizationId: string
  readonly groupId: string
  readonly onClose: () => void
  readonly onDone: (message: string) => void
}

export function MemberPeriodDialog({
  member,
  ...props
}: Props & { readonly member: GroupMember | undefined }) {
  return (
    <Dialog
      isOpen={member !== undefined}
      onClose={props.onClose}
      title={`Change how long ${member ? fullName(member.user) : ''} is in the group`}
    >
      {member && <MemberPeriodForm {...props} member={member} />}
    </Dialog>
  )
}

function MemberPeriodForm({
  organizationId,
  groupId,
  member,
  onClose,
  onDone,
}: Props & { readonly member: GroupMember }) {
  const queryClient = useQueryClient()
  const [period, setPeriod] = useState(localPeriod(member))
  const submission = useSubmission({ answers: { ...period }, wrong: wrongPeriod(period) })
  const change = (): Promise<void> =>
    submission.submit(async () => {
      const body = { members: [member.user.id], ...instantsOf(period) }
      await call(endpoints.addGroupMembers, { params: { organizationId, groupId }, body })
      await readRightsAgain(queryClient, organizationId)
      onClose()
      onDone('The period is changed.')
    })
  return (
    <DialogForm
      submission={submission}
      onSubmit={() => void change()}
      submitLabel="Change"
      pendingLabel="Changing…"
      fieldNames={['startsAt', 'endsAt']}
      onClose={onClose}
    >
      <PeriodFields period={period} onChange={setPeriod} messages={submission.fields} />
    </DialogForm>
  )
}
