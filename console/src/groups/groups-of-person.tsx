/** The groups that a person is in, on their page: each can be looked at and left, and more can be joined. */
import { endpoints, type Person } from '@countersign/api'
import { Button, NativeSelect } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { instantsOf, localPeriod, PeriodFields, wrongPeriod } from '../forms/period-fields.tsx'
import { messageFor, useSubmission } from '../forms/use-submission.ts'
import { Confirmation } from '../frame/confirmation.tsx'
import { DialogForm } from '../frame/dialog-form.tsx'
import { Dialog } from '../frame/dialog.tsx'
import { Lines } from '../frame/lines.tsx'
import classes from '../frame/listing.module.css'
import { Period } from '../moments/period.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { readRightsAgain } from '../roles/read-rights-again.ts'
import { WhatIsLost } from '../roles/what-is-lost.tsx'
import { SearchField } from '../search/search-field.tsx'
import { call } from '../sessions/call.ts'
import { fullName } from '../sessions/full-name.ts'
import { groupLoss, groupsQuery } from './groups-queries.ts'

type Props = {
  readonly organizationId: string
  readonly person: Person
  readonly mayChange: boolean
  readonly onDone: (message: string) => void
}

export function GroupsOfPerson({ organizationId, person, mayChange, onDone }: Props) {
  const { user, groups } = person
  const queryClient = useQueryClient()
  const [asks, setAsks] = useState<'add' | Person['groups'][number]>()
  const close = (): void => setAsks(undefined)
  const leaving = asks === 'add' ? undefined : asks
  const takeOut = async (): Promise<void> => {
    if (leaving === undefined) return
    const params = { organizationId, groupId: leaving.id, userId: user.id }
    await call(endpoints.removeGroupMember, { params })
    await readRightsAgain(queryClient, organizationId)
    onDone(`${fullName(user)} is not in ${leaving.displayName} any more.`)
  }
  return (
    <section className={classes.section}>
      <h2>Groups</h2>
      {groups.length === 0 && <p className={classes.second}>In no group.</p>}
      <ul className={classes.held}>
        {groups.map((group) => (
          <li key={group.id}>
            <div>
              <Link
                to="/o/$organizationId/organization/groups/$groupId"
                params={{ organizationId, groupId: group.id }}
              >
                <bdi>{group.displayName}</bdi>
              </Link>
              <Period period={group} className={classes.second} />
            </div>
            {mayChange && (
              <Button
                variant="default"
                size="xs"
                aria-label={`Take out of ${group.displayName}`}
                onClick={() => setAsks(group)}
              >
                Take out…
              </Button>
            )}
          </li>
        ))}
      </ul>
      {mayChange && (
        <div className={classes.actions}>
          <Button variant="default" onClick={() => setAsks('add')}>
            Add to a group…
          </Button>
        </div>
      )}
      <Dialog isOpen={asks === 'add'} onClose={close} title={`Add ${fullName(user)} to a group`}>
        <JoinForm organizationId={organizationId} person={person} onClose={close} onDone={onDone} />
      </Dialog>
      <Confirmation
        isOpen={leaving !== undefined}
        onClose={close}
        title={`Take ${fullName(user)} out of ${leaving?.displayName ?? ''}?`}
        confirmLabel="Take out"
        pendingLabel="Taking out…"
        onConfirm={takeOut}
      >
        {leaving && (
          <WhatIsLost asked={groupLoss({ organizationId, groupId: leaving.id }, { userId: user.id })} />
        )}
      </Confirmation>
    </section>
  )
}

function JoinForm({
  organizationId,
  person,
  onClose,
  onDone,
}: Omit<Props, 'mayChange'> & { onClose: () => void }) {
  const queryClient = useQueryClient()
  const [q, search] = useState('')
  const [groupId, setGroupId] = useState('')
  const [period, setPeriod] = useState(localPeriod())
  const { data, error, refetch } = useQuery(groupsQuery(organizationId, { q }))
  const others = (data?.items ?? []).filter(({ id }) => !person.groups.some((group) => group.id === id))
  const group = others.find(({ id }) => id === groupId)
  const submission = useSubmission({
    answers: { groupId, ...period },
    wrong: { ...(group === undefined && { groupId: 'Choose a group.' }), ...wrongPeriod(period) },
  })
  const add = (): Promise<void> =>
    submission.submit(async () => {
      if (group === undefined) return
      const body = { members: [person.user.id], ...instantsOf(period) }
      const { failed } = await call(endpoints.addGroupMembers, {
        params: { organizationId, groupId: group.id },
        body,
      })
      await readRightsAgain(queryClient, organizationId)
      onClose()
      onDone(failed[0]?.reason ?? `${fullName(person.user)} is in ${group.displayName} now.`)
    })
  if (error && !data) return <ProblemState error={error} onRetry={() => void refetch()} />
  if (!data) return <Lines count={4} label="Reading the groups" />
  return (
    <DialogForm
      submission={submission}
      onSubmit={() => void add()}
      submitLabel="Add"
      pendingLabel="Adding…"
      fieldNames={['groupId', 'startsAt', 'endsAt']}
      onClose={onClose}
    >
      {(q !== '' || data.total > data.items.length) && (
        <SearchField label="Search groups" placeholder="Search by name" inAddress={q} onSearch={search} />
      )}
      <NativeSelect
        label="Group"
        description={group && rolesInWords(group.roles.map(({ displayName }) => displayName))}
        data={[
          { value: '', label: others.length === 0 ? 'There is no other group' : 'Choose a group' },
          ...others.map(({ id, displayName }) => ({ value: id, label: displayName })),
        ]}
        value={group === undefined ? '' : groupId}
        onChange={(event) => setGroupId(event.currentTarget.value)}
        error={messageFor(submission.fields, 'groupId')}
        data-autofocus
      />
      <PeriodFields period={period} onChange={setPeriod} messages={submission.fields} />
    </DialogForm>
  )
}

const rolesInWords = (roles: readonly string[]): string =>
  roles.length === 0
    ? 'It holds no role yet.'
    : `It gives: ${roles.slice(0, 6).join(' · ')}${roles.length > 6 ? ' …' : ''}`
