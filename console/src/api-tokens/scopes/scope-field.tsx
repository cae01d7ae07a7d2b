/** Scopes as a person chooses them: all roles, or a selection out of the tree with the permissions beside. */
import { Radio } from '@mantine/core'
import { useId } from 'react'
import type { RoleGroup, ScopeChoice } from './choice.ts'
import { ScopeChooser } from './scope-chooser.tsx'
import classes from './scope-field.module.css'

type Props = {
  readonly groups: readonly RoleGroup[]
  readonly organizationName: string
  readonly choice: ScopeChoice
  readonly onChange: (choice: ScopeChoice) => void
  readonly error: string | undefined
}

export function ScopeField({ groups, organizationName, choice, onChange, error }: Props) {
  const errorId = useId()
  return (
    <div>
      <Radio.Group
        label="Scopes"
        classNames={{ label: classes.label }}
        value={choice.allRoles ? 'all' : 'chosen'}
        onChange={(value) => onChange({ ...choice, allRoles: value === 'all' })}
      >
        <div className={classes.options}>
          <Radio
            value="chosen"
            label="Chosen roles and permissions"
            description="The less a token can do, the less a leaked one costs."
            aria-invalid={error !== undefined}
            aria-describedby={error === undefined ? undefined : errorId}
          />
          <Radio
            value="all"
            label="All roles"
            description={`Everything you hold in ${organizationName}, and nothing else: it follows your roles as they come and go.`}
          />
        </div>
      </Radio.Group>
      {error && (
        <p className={classes.error} id={errorId}>
          {error}
        </p>
      )}
      {!choice.allRoles && <ScopeChooser groups={groups} choice={choice} onChange={onChange} />}
    </div>
  )
}
