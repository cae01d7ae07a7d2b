/** The API tokens with search, filter, sort and selection. What it shows is what the server last said. */
import type { ApiToken, Organization } from '@countersign/api'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { ProblemState } from '../../problems/problem-state.tsx'
import { groupsOf } from '../scopes/choice.ts'
import { myRolesQuery } from '../../roles/my-roles-query.ts'
import { namesOf } from '../scopes/names.ts'
import { scopesInWords } from '../scopes/scopes-in-words.ts'
import { RevokeAllDialog } from '../revoke/revoke-all-dialog.tsx'
import { RevokeDialog } from '../revoke/revoke-dialog.tsx'
import { type ListSearch, shownTokens } from './list-view.ts'
import { ListTools } from './list-tools.tsx'
import { WorthALook } from './worth-a-look.tsx'
import { useNow } from '../../moments/use-now.ts'
import { TokenTable } from './token-table.tsx'
import classes from './token-list.module.css'

/** How many rows are shown at first, and how many more each time. */
const STEP = 100

type Props = {
  readonly organization: Organization
  readonly tokens: readonly ApiToken[]
  /** Reading them again failed: they may be out of date. */
  readonly staleBecause: unknown
}

export function TokenList({ organization, tokens, staleBecause }: Props) {
  const search = useSearch({ from: '/signed-in/o/$organizationId/account/api-tokens/' })
  const navigate = useNavigate({ from: '/o/$organizationId/account/api-tokens' })
  const { data: myRoles } = useQuery(myRolesQuery(organization.id))
  const [limit, setLimit] = useState(STEP)
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const [asks, setAsks] = useState<'revoke' | 'revoke all'>()
  const [said, setSaid] = useState('')
  const status = useRef<HTMLParagraphElement>(null)

  const now = useNow()
  const names = namesOf(myRoles ? groupsOf(myRoles) : [])
  const wordsOf = (token: ApiToken): string => scopesInWords(token.scopes, names).join(' · ')
  const matching = shownTokens(tokens, search, wordsOf, now)
  const shown = matching.slice(0, limit)
  // Only what is shown can be revoked: nothing hidden by a filter goes along unseen.
  const chosen = shown.filter(({ id, state }) => ticked.has(id) && state !== 'revoked')

  const show = (change: ListSearch): void =>
    void navigate({ search: (before) => withoutDefaults({ ...before, ...change }), replace: true })

  const finish = (message: string): void => {
    setTicked(new Set())
    setSaid(message)
    // The button that asked is gone with the selection.
    status.current?.focus()
  }

  return (
    <>
      <WorthALook tokens={tokens} now={now} filter={search.state} onFilter={(state) => show({ state })} />
      <ListTools search={search} onChange={show} />
      <div className={classes.bar} data-chosen={chosen.length > 0 || undefined}>
        <p ref={status} role="status" tabIndex={-1} className={classes.status}>
          {said && `${said} `}
          {chosen.length > 0 ? `${chosen.length} selected.` : countInWords(matching.length, tokens.length)}
        </p>
        {chosen.length > 0 && (
          <>
            <Button variant="danger-quiet" size="xs" onClick={() => setAsks('revoke')}>
              Revoke {chosen.length === 1 ? 'it' : 'them'}…
            </Button>
            <Button variant="subtle" size="xs" onClick={() => setTicked(new Set())}>
              Clear the selection
            </Button>
          </>
        )}
      </div>
      {staleBecause !== null && <ProblemState error={staleBecause} />}
      <TokenTable
        organizationId={organization.id}
        tokens={shown}
        wordsOf={wordsOf}
        sort={search.sort}
        onSort={(sort) => show({ sort })}
        ticked={ticked}
        onTick={setTicked}
      />
      {matching.length > shown.length && (
        <Button variant="default" mt="md" onClick={() => setLimit(limit + STEP)}>
          Show {Math.min(STEP, matching.length - shown.length)} more
        </Button>
      )}
      <p className={classes.below}>
        <Button variant="default" size="xs" onClick={() => setAsks('revoke all')}>
          Revoke all API tokens…
        </Button>
        <span>All yours in {organization.displayName}: for when you do not know which of them leaked.</span>
      </p>
      <RevokeDialog
        organizationId={organization.id}
        tokens={chosen}
        isOpen={asks === 'revoke'}
        onClose={() => setAsks(undefined)}
        onRevoked={finish}
      />
      <RevokeAllDialog
        organization={organization}
        tokens={tokens}
        isOpen={asks === 'revoke all'}
        onClose={() => setAsks(undefined)}
        onRevoked={finish}
      />
    </>
  )
}

const countInWords = (shown: number, total: number): string =>
  shown === total
    ? `${total} ${total === 1 ? 'API token' : 'API tokens'}.`
    : `${shown} of ${total} API tokens.`

const withoutDefaults = ({ q, state, sort }: ListSearch): ListSearch => ({
  ...(q && { q }),
  ...(state && { state }),
  ...(sort && { sort }),
})
