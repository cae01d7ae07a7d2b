/** What an API token can do right now, and what of its allowed scopes it cannot, with the reason. */
import type { ApiToken, EffectiveScope, Organization } from '@countersign/api'
import { useQuery } from '@tanstack/react-query'
import { Lines } from '../../frame/lines.tsx'
import { ShortList } from '../../frame/short-list.tsx'
import { ProblemState } from '../../problems/problem-state.tsx'
import { Notice } from '../../problems/notice.tsx'
import { groupsOf } from '../scopes/choice.ts'
import { GrantList } from '../scopes/grant-list.tsx'
import { grantsInWords } from '../scopes/grants-in-words.ts'
import { myRolesQuery } from '../../roles/my-roles-query.ts'
import { namesOf, type ScopeNames } from '../scopes/names.ts'
import { OverflowNote } from '../scopes/overflow-note.tsx'
import { effectiveScopeQuery } from '../api-tokens-query.ts'
import { isUsable } from '../state-words.ts'
import classes from './token-page.module.css'

const REASONS = {
  not_held: 'you do not hold it any more',
  ended: 'it was given to you for a time that has ended',
} as const

type Props = { readonly token: ApiToken; readonly organization: Organization }

export function TokenScope({ token, organization }: Props) {
  const { data: effective, error, refetch } = useQuery(effectiveScopeQuery(organization.id, token.id))
  const { data: myRoles } = useQuery(myRolesQuery(organization.id))
  const names = namesOf(myRoles ? groupsOf(myRoles) : [])
  return (
    <section className={classes.section} aria-labelledby="scope-heading">
      <h2 id="scope-heading">
        {isUsable(token.state) ? 'What it can do right now' : 'What it could do if it were usable'}
      </h2>
      {error && !effective && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !effective && <Lines count={3} label="Working out what it can do" />}
      {effective && <Scope effective={effective} organization={organization} names={names} />}
    </section>
  )
}

type ScopeProps = {
  readonly effective: EffectiveScope
  readonly organization: Organization
  readonly names: ScopeNames
}

function Scope({ effective, organization, names }: ScopeProps) {
  const { openId, administration, lost, lostCount, grants, grantCount, overflow } = effective
  const places = grantsInWords(effective, organization.displayName, names)
  return (
    <>
      {places.length === 0 && (
        <p className={classes.soft}>Nothing. An exchange succeeds, but the access token opens nothing.</p>
      )}
      <GrantList places={places} unlisted={grantCount - grants.length} />
      {administration && (
        <p>
          It may also make changes at Countersign as you, such as generating and revoking your API tokens.
        </p>
      )}
      {openId && <p>It also returns an ID token that says who you are.</p>}
      <OverflowNote overflow={overflow} />
      {lost.length > 0 && (
        <Notice tone="warning" title="Chosen, but not in force">
          <ShortList className={classes.lost}>
            {lost.map(({ kind, serviceId, name, resource, reason }) => (
              <li key={`${kind} ${serviceId ?? ''} ${name} ${resource ?? ''}`}>
                {kind === 'role' ? names.role(serviceId, name) : names.permission(serviceId, name)}
                {resource !== null && ` on ${resource}`}: {REASONS[reason]}
              </li>
            ))}
          </ShortList>
          {lostCount > lost.length && (
            <p>and {lostCount - lost.length} more, which are too many to be listed here.</p>
          )}
          <p>It comes back by itself if you are given it again.</p>
        </Notice>
      )}
    </>
  )
}
