/** "This token will be able to": what the choice is worth now, in the server's own reckoning. */
import type { Scopes } from '@countersign/api'
import { Lines } from '../../frame/lines.tsx'
import { ProblemState } from '../../problems/problem-state.tsx'
import { GrantList } from './grant-list.tsx'
import { grantsInWords } from './grants-in-words.ts'
import type { ScopeNames } from './names.ts'
import { OverflowNote } from './overflow-note.tsx'
import classes from './scope-summary.module.css'
import { usePreview } from './use-preview.ts'

type Props = {
  readonly organizationId: string
  readonly organizationName: string
  readonly scopes: Scopes
  readonly names: ScopeNames
}

export function ScopeSummary({ organizationId, organizationName, scopes, names }: Props) {
  const { effective, error, isBehind, retry } = usePreview(organizationId, scopes)
  const places = effective ? grantsInWords(effective, organizationName, names) : []
  const isNothing = effective && places.length === 0 && !effective.administration
  return (
    <section className={classes.summary} aria-labelledby="summary-heading" aria-busy={isBehind}>
      <h2 id="summary-heading">This token will be able to</h2>
      {error !== null && <ProblemState error={error} onRetry={retry} />}
      {!effective && error === null && <Lines count={3} label="Working out what it will be able to do" />}
      {effective && (
        <div data-behind={isBehind || undefined}>
          {isNothing && <p className={classes.soft}>do nothing yet. Choose roles or permissions.</p>}
          {scopes.allRoles && !isNothing && (
            <p className={classes.soft}>do whatever you can do. Today that is:</p>
          )}
          <GrantList places={places} unlisted={effective.grantCount - effective.grants.length} />
          {effective.administration && (
            <p className={classes.openid}>
              and to make changes at Countersign as you, such as generating and revoking your API tokens.
            </p>
          )}
          {effective.openId && <p className={classes.openid}>and to say who you are, with an ID token.</p>}
        </div>
      )}
      <div role="status">{effective && <OverflowNote overflow={effective.overflow} />}</div>
    </section>
  )
}
