/** Adds people to a group, for a time where that is wanted: searched for, ticked one after the other, added at once. */
import { endpoints, type User } from '@countersign/api'
import { Checkbox } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { instantsOf, localPeriod, PeriodFields, wrongPeriod } from '../forms/period-fields.tsx'
import { messageFor, useSubmission } from '../forms/use-submission.ts'
import { DialogForm } from '../frame/dialog-form.tsx'
import { Dialog } from '../frame/dialog.tsx'
import { Lines } from '../frame/lines.tsx'
import classes from '../frame/listing.module.css'
import { Notice } from '../problems/notice.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { readRightsAgain } from '../roles/read-rights-again.ts'
import { SearchField } from '../search/search-field.tsx'
import { call } from '../sessions/call.ts'
import { fullName } from '../sessions/full-name.ts'
import own from './add-members-dialog.module.css'
import { candidatesQuery, FOUND_AT_ONCE } from './groups-queries.ts'

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
      <PeoplePicker
        organizationId={organizationId}
        chosen={chosen}
        onChange={setChosen}
        error={messageFor(submission.fields, 'members')}
      />
      <PeriodFields period={period} onChange={setPeriod} messages={submission.fields} />
    </DialogForm>
  )
}

type PickerProps = {
  readonly organizationId: string
  readonly chosen: readonly User[]
  readonly onChange: (chosen: readonly User[]) => void
  readonly error: string | undefined
}

/** Who was ticked stays, whatever is searched for next. */
function PeoplePicker({ organizationId, chosen, onChange, error: wrong }: PickerProps) {
  const [search, setSearch] = useState('')
  const { data, error, refetch } = useQuery(candidatesQuery(organizationId, search))
  const found = (data?.items ?? []).map(({ user }) => user)
  const isChosen = ({ id }: User): boolean => chosen.some((user) => user.id === id)
  const shown = [...chosen.filter((user) => !found.some(({ id }) => id === user.id)), ...found]
  const toggle = (user: User): void =>
    onChange(isChosen(user) ? chosen.filter(({ id }) => id !== user.id) : [...chosen, user])
  return (
    <fieldset aria-invalid={wrong !== undefined} aria-describedby="picked" className={own.picker}>
      <legend className={classes.hidden}>People</legend>
      <SearchField
        className={classes.search}
        label="Search people"
        placeholder="Search by name, user name or e-mail"
        inAddress={search}
        onSearch={setSearch}
      />
      {error && !data && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Lines count={4} label="Reading the people" />}
      <ul className={own.found}>
        {shown.map((user) => (
          <li key={user.id}>
            <Checkbox
              checked={isChosen(user)}
              onChange={() => toggle(user)}
              label={<bdi>{fullName(user)}</bdi>}
              description={
                <bdi translate="no">
                  {user.username === user.email ? user.email : `${user.username} · ${user.email}`}
                </bdi>
              }
            />
          </li>
        ))}
      </ul>
      <p id="picked" role="status" className={classes.second}>
        {wrong ?? pickedInWords(chosen.length, data?.total)}
      </p>
    </fieldset>
  )
}

function pickedInWords(chosen: number, total: number | undefined): string {
  const ticked =
    chosen === 0 ? 'Nobody is ticked.' : chosen === 1 ? 'One is ticked.' : `${chosen} are ticked.`
  if (total === 0) return `${ticked} Nobody fits: search for something else.`
  if (total === undefined || total <= FOUND_AT_ONCE) return ticked
  return `${ticked} ${total} fit; the first ${FOUND_AT_ONCE} are shown.`
}
