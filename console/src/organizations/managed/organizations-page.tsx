/** The organizations of the installation, for its platform operators: made, renamed, suspended and reopened here. */
import { endpoints, type ManagedOrganization } from '@countersign/api'
import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useSubmission } from '../../forms/use-submission.ts'
import classes from '../../frame/listing.module.css'
import { Lines } from '../../frame/lines.tsx'
import { PageTurner } from '../../frame/page-turner.tsx'
import { Page } from '../../frame/page.tsx'
import { SentLinks, type SentLink } from '../../frame/sent-links.tsx'
import { ProblemState } from '../../problems/problem-state.tsx'
import { SearchField } from '../../search/search-field.tsx'
import { usePagedSearch } from '../../search/use-paged-search.ts'
import { call } from '../../sessions/call.ts'
import { sessionQuery } from '../../sessions/session-query.ts'
import { useOrganization } from '../use-organization.ts'
import { MakeDialog } from './make-dialog.tsx'
import { PAGE_SIZE } from '../../search/paged-search.ts'
import { managedKey, managedQuery } from './managed-query.ts'
import { NameDialog } from './name-dialog.tsx'
import { OwnerDialog } from './owner-dialog.tsx'
import { OrganizationTable } from './organization-table.tsx'
import { SuspendDialog } from './suspend-dialog.tsx'

type Open = { readonly dialog: 'make' | 'rename' | 'suspend' | 'owner'; readonly about?: ManagedOrganization }

export function OrganizationsPage() {
  const { id: organizationId } = useOrganization()
  const search = useSearch({ from: '/signed-in/o/$organizationId/organization/organizations' })
  const { q, page, find, turn } = usePagedSearch(search)
  const { data, error, refetch } = useQuery(managedQuery(organizationId, { q, page }))
  const [open, setOpen] = useState<Open>()
  const [told, setTold] = useState('')
  const [sent, setSent] = useState<readonly SentLink[]>([])
  const queryClient = useQueryClient()
  const reopening = useSubmission()

  const change = async (sentence: string): Promise<void> => {
    await queryClient.invalidateQueries({ queryKey: managedKey })
    // One's own may be among them: the header shows its name, and whether it is suspended.
    await queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey })
    setTold(sentence)
  }
  const reopen = ({ id, displayName }: ManagedOrganization): Promise<void> =>
    reopening.submit(async () => {
      const params = { organizationId, managedId: id }
      await call(endpoints.editManagedOrganization, { params, body: { isSuspended: false } })
      await change(`${displayName} is open again.`)
    })
  const handOver = (link: SentLink): void => setSent([link])
  const dialog = { organizationId, onClose: () => setOpen(undefined), onChanged: change }

  return (
    <Page
      title="Organizations"
      introduction="All organizations of this installation. Each has people, services and API tokens of its own, which nobody in another one sees."
      actions={<Button onClick={() => setOpen({ dialog: 'make' })}>Make an organization…</Button>}
    >
      <div role="search" className={classes.tools}>
        <SearchField
          className={classes.search}
          label="Search organizations"
          placeholder="Search by name"
          inAddress={q}
          onSearch={find}
        />
      </div>
      <p role="status" className={classes.status}>
        {told}
      </p>
      <SentLinks sent={sent} />
      {reopening.error !== undefined && <ProblemState error={reopening.error} onRetry={reopening.reset} />}
      {error && !data && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Lines count={6} label="Reading the organizations" />}
      {data && data.items.length === 0 && <p>No organization is found. Search for something else.</p>}
      {data && data.items.length > 0 && (
        <OrganizationTable
          organizations={data.items}
          onRename={(about) => setOpen({ dialog: 'rename', about })}
          onInviteOwner={(about) => setOpen({ dialog: 'owner', about })}
          onSuspend={(about) => setOpen({ dialog: 'suspend', about })}
          onReopen={(about) => void reopen(about)}
        />
      )}
      {data && (
        <PageTurner
          label="Pages of the list"
          page={page}
          pageSize={PAGE_SIZE}
          total={data.total}
          onTurn={turn}
        />
      )}
      <MakeDialog {...dialog} onLink={handOver} isOpen={open?.dialog === 'make'} />
      <NameDialog {...dialog} organization={open?.dialog === 'rename' ? open.about : undefined} />
      <OwnerDialog
        {...dialog}
        onLink={handOver}
        organization={open?.dialog === 'owner' ? open.about : undefined}
      />
      <SuspendDialog {...dialog} organization={open?.dialog === 'suspend' ? open.about : undefined} />
    </Page>
  )
}
