/** Who is in a group: found by what one knows of them, added, for a time, and taken out after seeing what they lose. */
import { endpoints, type Group, type GroupMember } from '@countersign/api'
import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Confirmation } from '../frame/confirmation.tsx'
import { Lines } from '../frame/lines.tsx'
import classes from '../frame/listing.module.css'
import { PageTurner } from '../frame/page-turner.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { readRightsAgain } from '../roles/read-rights-again.ts'
import { WhatIsLost } from '../roles/what-is-lost.tsx'
import { PAGE_SIZE } from '../search/paged-search.ts'
import { SearchField } from '../search/search-field.tsx'
import { call } from '../sessions/call.ts'
import { fullName } from '../sessions/full-name.ts'
import { AddMembersDialog } from './add-members-dialog.tsx'
import { groupLoss, membersQuery } from './groups-queries.ts'
import { MemberPeriodDialog } from './member-period-dialog.tsx'
import { MemberTable } from './member-table.tsx'

type Props = {
  readonly organizationId: string
  readonly group: Group
  readonly mayChange: boolean
  readonly onDone: (message: string) => void
}
type Asking =
  { readonly what: 'add' } | { readonly what: 'period' | 'take out'; readonly member: GroupMember }

export function GroupMembers({ organizationId, group, mayChange, onDone }: Props) {
  const params = { organizationId, groupId: group.id }
  const queryClient = useQueryClient()
  const [{ q, page }, setSearch] = useState({ q: '', page: 1 })
  const { data, error, refetch } = useQuery(membersQuery(params, { q, page }))
  const [asks, setAsks] = useState<Asking>()
  const close = (): void => setAsks(undefined)
  const about = asks && asks.what !== 'add' ? asks.member : undefined
  const dialog = { ...params, onClose: close, onDone }
  function search(text: string): void {
    setSearch({ q: text, page: 1 })
  }
  const takeOut = async (): Promise<void> => {
    if (about === undefined) return
    await call(endpoints.removeGroupMember, { params: { ...params, userId: about.user.id } })
    await readRightsAgain(queryClient, organizationId)
    onDone(`${fullName(about.user)} is not in the group any more.`)
  }
  return (
    <section className={classes.section}>
      <h2>Members</h2>
      <div className={classes.tools} role="search">
        {group.memberCount > 0 && (
          <SearchField
            className={classes.search}
            label="Search the members"
            placeholder="Search by name, user name or e-mail"
            inAddress={q}
            onSearch={search}
          />
        )}
        {mayChange && (
          <Button variant="default" onClick={() => setAsks({ what: 'add' })}>
            Add people…
          </Button>
        )}
      </div>
      {error && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Lines count={4} label="Reading the members" />}
      {data && (
        <>
          {group.memberCount > 0 && (
            <p role="status" className={classes.status}>
              {data.total === 1 ? '1 member.' : `${data.total} members.`}
            </p>
          )}
          {data.items.length > 0 ? (
            <MemberTable
              organizationId={organizationId}
              members={data.items}
              mayChange={mayChange}
              onChangePeriod={(member) => setAsks({ what: 'period', member })}
              onTakeOut={(member) => setAsks({ what: 'take out', member })}
            />
          ) : (
            <p className={classes.none}>
              {q === '' ? 'Nobody is in the group.' : 'Nobody in the group fits. Search for something else.'}
            </p>
          )}
          <PageTurner
            pageSize={PAGE_SIZE}
            label="Pages of members"
            page={page}
            total={data.total}
            onTurn={(next) => setSearch({ q, page: next })}
          />
        </>
      )}
      <AddMembersDialog {...dialog} isOpen={asks?.what === 'add'} />
      <MemberPeriodDialog {...dialog} member={asks?.what === 'period' ? asks.member : undefined} />
      <Confirmation
        isOpen={asks?.what === 'take out'}
        onClose={close}
        title={`Take ${about ? fullName(about.user) : ''} out of ${group.displayName}?`}
        confirmLabel="Take out"
        pendingLabel="Taking out…"
        onConfirm={takeOut}
      >
        {asks?.what === 'take out' && (
          <WhatIsLost asked={groupLoss(params, { userId: asks.member.user.id })} />
        )}
      </Confirmation>
    </section>
  )
}
