/** Adds people to a group, for a time where that is wanted: searched for, ticked one after the other, added at once. */
import { endpoints, type User } from '@countersign/api'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { instantsOf, localPeriod, PeriodFields, wrongPeriod } from '../forms/period-fields.tsx'
import { messageFor, useSubmission } from '../forms/use-submission.ts'
import { DialogForm } from '../frame/dialog-form.tsx'
import { Dialog } from '../frame/dialog.tsx'
import classes from '../frame/listing.module.css'
import { Notice } from '../problems/notice.tsx'
import { readRightsAgain } from '../roles/read-rights-again.ts'
import { TickedList } from '../search/ticked-list.tsx'
import { call } from '../sessions/call.ts'
import { fullName } from '../sessions/full-name.ts'
import { candidatesQuery } from './groups-queries.ts'

type Props = {
  readonly organizationId: string
  readonly groupId: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onDone: (message: string) => void
}
type Failed = { readonly name: string; readonly reason: string }

/** The server takes no more in one go. */
const MOST = 200

export function AddMembersDialog(props: Props) {
  return (
    <Dialog isOpen={props.isOpen} onClose={props.onClose} title="Add people to the group">
      <AddMembersForm {...props} />
    </Dialog>
  )
}

function AddMembersForm({ organizationId, groupId, onClose, onDone }: Props) {
  const queryClient = useQueryClient()
  const [search, setSearch] = useState('')
  const found = useQuery(candidatesQuery(organizationId, search))
  const [chosen, setChosen] = useState<readonly User[]>([])
  const [period, setPeriod] = useState(localPeriod())
  const [failed, setFailed] = useState<readonly Failed[]>([])
  const submission = useSubmission({
    answers: { members: chosen, ...period },
    wrong: {
      ...(chosen.length === 0 && { members: 'Tick somebody first.' }),
      ...(chosen.length > MOST && { members: `At most ${MOST} at a time; these are ${chosen.length}.` }),
      ...wrongPeriod(period),
    },
  })
  const add = (): Promise<void> =>
    submission.submit(async () => {
      const body = { members: chosen.map(({ id }) => id), ...instantsOf(period) }
      const done = await call(endpoints.addGroupMembers, { params: { organizationId, groupId }, body })
      await readRightsAgain(queryClient, organizationId)
      const added = done.succeeded.length
      onDone(added === 1 ? 'One person is in the group now.' : `${added} people are in the group now.`)
      if (done.failed.length === 0) return onClose()
      const nameOf = new Map(chosen.map((user) => [user.id, fullName(user)]))
      setFailed(done.failed.map(({ name, reason }) => ({ name: nameOf.get(name) ?? name, reason })))
      setChosen(chosen.filter(({ id }) => done.failed.some(({ name }) => name === id)))
    })
  return (
    <DialogForm
      submission={submission}
      onSubmit={() => void add()}
      submitLabel={chosen.length > 1 ? `Add ${chosen.length}` : 'Add'}
      pendingLabel="Adding…"
      fieldNames={['members', 'startsAt', 'endsAt']}
      onClose={onClose}
    >
      {failed.length > 0 && (
        <Notice tone="warning" role="alert" title="Not added">
          <ul className={classes.stops}>
            {failed.map(({ name, reason }) => (
              <li key={name}>
                <bdi>{name}</bdi>: {reason}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <TickedList
        legend="People"
        search={search}
        onSearch={setSearch}
        searchLabel="Search people"
        placeholder="Search by name, user name or e-mail"
        found={found}
        chosen={chosen}
        onChange={setChosen}
        keyOf={({ id }) => id}
        label={fullName}
        description={({ username, email }) => (
          <bdi translate="no">{username === email ? email : `${username} · ${email}`}</bdi>
        )}
        error={messageFor(submission.fields, 'members')}
      />
      <PeriodFields period={period} onChange={setPeriod} messages={submission.fields} />
    </DialogForm>
  )
}
