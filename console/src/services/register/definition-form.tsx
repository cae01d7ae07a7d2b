/** The form of a service's definition: what it is called, the permissions that it knows, and the roles that give them. */
import { Button } from '@mantine/core'
import type { Dispatch, ReactNode } from 'react'
import { DefinitionTexts } from '../../forms/definition-texts.tsx'
import { Form } from '../../forms/form.tsx'
import type { Submission } from '../../forms/use-submission.ts'
import { LeavingGuard } from '../../frame/leaving-guard.tsx'
import type { Draft, DraftChange } from './draft.ts'
import { PermissionFields } from './permission-fields.tsx'
import { RoleFields } from './role-fields.tsx'

type Props = {
  readonly draft: Draft
  readonly onChange: Dispatch<DraftChange>
  readonly submission: Submission
  readonly onSubmit: () => void
  readonly submitLabel: string
  readonly pendingLabel: string
  /** The name is in use and stays. */
  readonly isKept: boolean
  readonly isChanged: boolean
  readonly onCancel: () => void
  readonly children?: ReactNode
}

export function DefinitionForm(props: Props) {
  const { draft, onChange, submission, isKept } = props
  const { fields, failures } = submission
  return (
    <Form
      submission={submission}
      onSubmit={props.onSubmit}
      submitLabel={props.submitLabel}
      pendingLabel={props.pendingLabel}
      fieldNames={['name', 'displayName', 'description', 'permissions', 'roles']}
      label="The service"
      otherActions={
        <Button variant="subtle" onClick={props.onCancel}>
          Cancel
        </Button>
      }
    >
      <DefinitionTexts
        texts={draft}
        onChange={(texts) => onChange({ do: 'say', texts })}
        messages={fields}
        isKept={isKept}
        aboutName="For programs: small letters, digits and hyphens. The names of its roles begin with it, so it can’t change later."
      />
      {/* What a search or a fold hides could not be mended: both begin anew after a refusal. */}
      <PermissionFields key={`permissions ${failures}`} draft={draft} fields={fields} onChange={onChange} />
      <RoleFields key={`roles ${failures}`} draft={draft} fields={fields} onChange={onChange} />
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
