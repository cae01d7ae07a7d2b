/** The form of a custom role: what it is called, what it is for, and its permissions. */
import type { Service } from '@countersign/api'
import { Button } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { groupsOfPermissions } from './permission-tree.ts'
import type { ScopeChoice } from '../api-tokens/scopes/choice.ts'
import { DefinitionTexts } from '../forms/definition-texts.tsx'
import { Form } from '../forms/form.tsx'
import { messageFor, type Submission } from '../forms/use-submission.ts'
import { LeavingGuard } from '../frame/leaving-guard.tsx'
import { PermissionChooser } from './permission-chooser.tsx'

export type Draft = {
  readonly name: string
  readonly displayName: string
  readonly description: string
  readonly choice: ScopeChoice
}

type Props = {
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
  readonly services: readonly Service[]
  readonly submission: Submission
  readonly onSubmit: () => void
  /** It is there already: its name stays. */
  readonly isKept: boolean
  readonly isChanged: boolean
  readonly onCancel: () => void
  readonly children?: ReactNode
}

/** What the form itself has against the answers, by field. */
export const problemsOf = ({ name, displayName, choice }: Draft, isKept: boolean) => ({
  ...(displayName.trim() === '' && { displayName: 'Give it a name that people read.' }),
  ...(!isKept &&
    !/^[a-z][a-z0-9._-]{0,62}$/.test(name.trim()) && {
      name: 'Begin with a small letter; then small letters, digits, dots, hyphens and underscores.',
    }),
  ...(choice.roles.size === 0 && { services: 'Choose at least one permission.' }),
})

export function CustomRoleForm(props: Props) {
  const { draft, onChange, services, submission, isKept } = props
  const [groups] = useState(() => groupsOfPermissions(services))
  const { fields } = submission
  const say = (change: Partial<Draft>): void => onChange({ ...draft, ...change })
  return (
    <Form
      submission={submission}
      onSubmit={props.onSubmit}
      submitLabel={isKept ? 'Save' : 'Define'}
      pendingLabel={isKept ? 'Saving…' : 'Defining…'}
      fieldNames={['displayName', 'name', 'description', 'services']}
      label="The custom role"
      otherActions={
        <Button variant="subtle" onClick={props.onCancel}>
          Cancel
        </Button>
      }
    >
      <DefinitionTexts
        texts={draft}
        onChange={say}
        messages={fields}
        isKept={isKept}
        aboutName="For programs, for instance stock-reader. It can’t change later, and is used once."
      />
      {groups.length === 0 ? (
        <p data-problem tabIndex={-1}>
          No service here has a permission yet. Register a service first, or add one that others offer.
        </p>
      ) : (
        <PermissionChooser
          groups={groups}
          choice={draft.choice}
          onChange={(choice) => say({ choice })}
          error={messageFor(fields, 'services')}
        />
      )}
      {props.children}
      <LeavingGuard
        isNeeded={props.isChanged}
        title="You have not saved this"
        leaveLabel="Leave without saving"
      >
        <p>What you entered here is lost when you leave.</p>
      </LeavingGuard>
    </Form>
  )
}
