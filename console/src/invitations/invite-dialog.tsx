/** Invites people: a pasted list of addresses, checked line by line, and the roles and groups that they get beside membership. */
import { endpoints, type GivableRole, type Group, type SentInvitation } from '@countersign/api'
import { Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { instantsOf, localPeriod, PeriodFields, wrongPeriod } from '../forms/period-fields.tsx'
import { messageFor, useSubmission } from '../forms/use-submission.ts'
import { DialogForm } from '../frame/dialog-form.tsx'
import { Dialog } from '../frame/dialog.tsx'
import { groupsQuery } from '../groups/groups-queries.ts'
import { Notice } from '../problems/notice.tsx'
import { givableInWords, givableRolesQuery } from '../roles/givable-roles-query.ts'
import { TickedList } from '../search/ticked-list.tsx'
import { call } from '../sessions/call.ts'
import { addressesIn } from './addresses-in.ts'

type Props = {
  readonly organizationId: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onSent: (sent: readonly SentInvitation[]) => void
}

export function InviteDialog(props: Props) {
  return (
    <Dialog isOpen={props.isOpen} onClose={props.onClose} title="Invite people">
      <InviteForm {...props} />
    </Dialog>
  )
}

const MOST = 200
const LINES_TOLD = 5

function InviteForm({ organizationId, onClose, onSent }: Props) {
  const [searchedRoles, searchRoles] = useState('')
  const [searchedGroups, searchGroups] = useState('')
  const givable = useQuery(givableRolesQuery(organizationId, searchedRoles))
  const groups = useQuery(groupsQuery(organizationId, { q: searchedGroups }))
  const [text, setText] = useState('')
  const [roles, setRoles] = useState<readonly GivableRole[]>([])
  const [joined, setJoined] = useState<readonly Group[]>([])
  const [period, setPeriod] = useState(localPeriod())
  const { emails, wrong } = addressesIn(text)
  const submission = useSubmission({
    answers: { emails: text, roles, groupIds: joined, ...period },
    wrong: {
      ...(emails.length === 0 && { emails: 'Enter an e-mail address.' }),
      ...(wrong.length > 0 && { emails: 'Mend or delete the lines that are named below.' }),
      ...(emails.length > MOST && { emails: `At most ${MOST} at a time; these are ${emails.length}.` }),
      ...(roles.length > 0 && wrongPeriod(period)),
    },
  })
  const invite = (): Promise<void> =>
    submission.submit(async () => {
      const body = {
        emails: [...emails],
        roles: roles.map(({ serviceId, name }) => ({
          serviceId,
          name,
          resource: null,
          ...instantsOf(period),
        })),
        groupIds: joined.map(({ id }) => id),
      }
      const { items } = await call(endpoints.inviteMembers, { params: { organizationId }, body })
      onClose()
      onSent(items)
    })
  return (
    <DialogForm
      submission={submission}
      onSubmit={() => void invite()}
      submitLabel={emails.length > 1 ? `Invite ${emails.length}` : 'Invite'}
      pendingLabel="Inviting…"
      fieldNames={['emails', 'startsAt', 'endsAt']}
      onClose={onClose}
    >
      <Textarea
        label="E-mail addresses"
        description={`One or many, as you have them, up to ${MOST}. Each gets a link of its own.`}
        rows={4}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={messageFor(submission.fields, 'emails')}
        data-autofocus
      />
      {wrong.length > 0 && (
        <Notice tone="warning" role="status" title="These lines can’t be sent">
          {wrong.slice(0, LINES_TOLD).map(({ line, reason }) => (
            <p key={`${line} ${reason}`}>
              Line {line}: {reason}
            </p>
          ))}
          {wrong.length > LINES_TOLD && <p>and {wrong.length - LINES_TOLD} more.</p>}
        </Notice>
      )}
      <TickedList
        legend="Roles, beside membership"
        search={searchedRoles}
        onSearch={searchRoles}
        searchLabel="Search roles"
        placeholder="Search by role or service"
        found={{ ...givable, data: givable.data && withoutMembership(givable.data) }}
        chosen={roles}
        onChange={setRoles}
        keyOf={({ serviceId, name }) => `${serviceId} ${name}`}
        label={givableInWords}
      />
      {(searchedGroups !== '' || groups.data?.total !== 0) && (
        <TickedList
          legend="Groups"
          search={searchedGroups}
          onSearch={searchGroups}
          searchLabel="Search groups"
          placeholder="Search by name"
          found={groups}
          chosen={joined}
          onChange={setJoined}
          keyOf={({ id }) => id}
          label={({ displayName }) => displayName}
        />
      )}
      {roles.length > 0 && <PeriodFields period={period} onChange={setPeriod} messages={submission.fields} />}
    </DialogForm>
  )
}

/** Every member has that one. */
function withoutMembership({
  items,
  total,
}: {
  readonly items: readonly GivableRole[]
  readonly total: number
}) {
  const others = items.filter(({ serviceId, name }) => serviceId !== null || name !== 'org_member')
  return { items: others, total: total - (items.length - others.length) }
}
