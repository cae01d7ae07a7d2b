/** All that an app may ever do: nothing, chosen roles and permissions, or everything that whoever it acts for holds. */
import type { OAuthAppKind } from '@countersign/api'
import { Radio } from '@mantine/core'
import { useId } from 'react'
import type { RoleGroup, ScopeChoice } from '../api-tokens/scopes/choice.ts'
import { ScopeChooser } from '../api-tokens/scopes/scope-chooser.tsx'
import classes from '../api-tokens/scopes/scope-field.module.css'
import type { AppDraft } from './draft.ts'

type Props = {
  readonly kind: OAuthAppKind
  readonly mode: AppDraft['scopeMode']
  readonly choice: ScopeChoice
  readonly groups: readonly RoleGroup[]
  /** It is there already, and its scopes can stay. */
  readonly isKept: boolean
  readonly onChange: (changed: Partial<Pick<AppDraft, 'scopeMode' | 'choice'>>) => void
  readonly error: string | undefined
}

export function AllowedScopesField({ kind, mode, choice, groups, isKept, onChange, error }: Props) {
  const errorId = useId()
  const isMachine = kind === 'machine'
  return (
    <div>
      <Radio.Group
        label="What it may do"
        classNames={{ label: classes.label }}
        value={mode}
        onChange={(value) => onChange({ scopeMode: value as AppDraft['scopeMode'] })}
      >
        <div className={classes.options}>
          {isKept && <Radio value="kept" label="As it is now" />}
          {!isMachine && (
            <Radio
              value="none"
              label="Nothing but signing in"
              description="It learns who somebody is, if OpenID is ticked below, and can do nothing for them."
            />
          )}
          <Radio
            value="chosen"
            label="Chosen roles and permissions"
            description={
              isMachine
                ? 'Of the roles that it is given, only these count.'
                : 'For who signs in, as far as they hold them.'
            }
            aria-invalid={error !== undefined}
            aria-describedby={error === undefined ? undefined : errorId}
          />
          <Radio
            value="all"
            label={isMachine ? 'Whatever its roles allow' : 'Everything that its person holds'}
            description={
              isMachine
                ? 'It has none before somebody gives it roles, on its page.'
                : 'In the organization that they sign in for. An organization owner’s to allow.'
            }
          />
        </div>
      </Radio.Group>
      {error && (
        <p className={classes.error} id={errorId}>
          {error}
        </p>
      )}
      {mode === 'chosen' && (
        <ScopeChooser groups={groups} choice={choice} onChange={(changed) => onChange({ choice: changed })} />
      )}
    </div>
  )
}
