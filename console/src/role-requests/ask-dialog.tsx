/** Asks for a role: searched for and chosen, for how long, and why. */
import { endpoints, type RequestableRole } from '@countersign/api'
import { Radio, Textarea, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answerOfLifetime, lifetimeOfAnswer, wrongLifetime } from '../api-tokens/lifetimes/lifetime.ts'
import { fieldOf } from '../forms/field-of.ts'
import { messageFor, useSubmission } from '../forms/use-submission.ts'
import { DialogForm } from '../frame/dialog-form.tsx'
import { Dialog } from '../frame/dialog.tsx'
import { Lines } from '../frame/lines.tsx'
import classes from '../frame/listing.module.css'
import { ProblemState } from '../problems/problem-state.tsx'
import { givableInWords } from '../roles/givable-roles-query.ts'
import { SearchField } from '../search/search-field.tsx'
import { call } from '../sessions/call.ts'
import { HowLongField } from './how-long-field.tsx'
import { readRequestsAgain } from './read-requests-again.ts'
import { oneLine } from './one-line.ts'
import { requestableRolesQuery, ROLES_FOUND_AT_ONCE } from './role-request-queries.ts'
import own from './role-requests.module.css'

type Props = {
  readonly organizationId: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onAsked: (message: string) => void
}

export function AskDialog(props: Props) {
  return (
    <Dialog isOpen={props.isOpen} onClose={props.onClose} title="Ask for a role">
      <AskForm {...props} />
    </Dialog>
  )
}

function AskForm({ organizationId, onClose, onAsked }: Props) {
  const queryClient = useQueryClient()
  const [role, setRole] = useState<RequestableRole>()
  const [texts, setTexts] = useState({ resource: '', reason: '' })
  const [lifetime, setLifetime] = useState(answerOfLifetime({ amount: 1, unit: 'months' }))
  const wrong = wrongLifetime(lifetime, Date.now())
  const submission = useSubmission({
    answers: { ...texts, role, lifetime },
    wrong: {
      ...(role === undefined && { role: 'Choose a role.' }),
      ...(wrong !== undefined && { lifetime: wrong }),
      ...(texts.reason.trim() === '' && { reason: 'Say why, for those who decide.' }),
    },
  })
  const field = fieldOf(texts, setTexts, submission.fields)
  const ask = (): Promise<void> =>
    submission.submit(async () => {
      if (role === undefined) return
      const { serviceId, name } = role
      const resource = serviceId === null ? null : texts.resource.trim() || null
      const reason = oneLine(texts.reason)
      const body = { serviceId, name, resource, reason, lifetime: lifetimeOfAnswer(lifetime) }
      await call(endpoints.askForRole, { params: { organizationId }, body })
      await readRequestsAgain(queryClient, organizationId)
      onAsked(`You asked for ${givableInWords(role)}. Those who can approve it are told.`)
      onClose()
    })
  return (
    <DialogForm
      submission={submission}
      onSubmit={() => void ask()}
      submitLabel="Ask"
      pendingLabel="Asking…"
      fieldNames={['role', 'resource', 'lifetime', 'reason']}
      onClose={onClose}
    >
      <RolePicker
        organizationId={organizationId}
        chosen={role}
        onChange={setRole}
        error={messageFor(submission.fields, 'role')}
      />
      {role !== undefined && role.serviceId !== null && (
        <TextInput
          label="Only on the resource"
          description="Its name in the service. Leave it empty for every resource."
          maxLength={200}
          {...field('resource')}
        />
      )}
      <HowLongField
        answer={lifetime}
        onChange={setLifetime}
        error={messageFor(submission.fields, 'lifetime')}
      />
      <Textarea label="Why" rows={2} maxLength={500} {...field('reason')} />
    </DialogForm>
  )
}

type PickerProps = {
  readonly organizationId: string
  readonly chosen: RequestableRole | undefined
  readonly onChange: (role: RequestableRole) => void
  readonly error: string | undefined
}

const keyOf = ({ serviceId, name }: RequestableRole): string => `${serviceId} ${name}`

/** What was chosen stays, whatever is searched for next. */
function RolePicker({ organizationId, chosen, onChange, error: wrong }: PickerProps) {
  const [search, setSearch] = useState('')
  const { data, error, refetch } = useQuery(requestableRolesQuery(organizationId, search))
  const found = data?.items ?? []
  const isFound = found.some((role) => chosen !== undefined && keyOf(role) === keyOf(chosen))
  const shown = chosen !== undefined && !isFound ? [chosen, ...found] : found
  return (
    <fieldset aria-describedby="found-roles" className={own.picker}>
      <legend className={classes.hidden}>Role</legend>
      <SearchField
        label="Search roles"
        placeholder="Search by role or service"
        inAddress={search}
        onSearch={setSearch}
      />
      {error && !data && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Lines count={4} label="Reading the roles" />}
      <div className={own.found}>
        {shown.map((role) => (
          <Radio
            key={keyOf(role)}
            name="role"
            checked={chosen !== undefined && keyOf(role) === keyOf(chosen)}
            onChange={() => onChange(role)}
            label={<bdi>{givableInWords(role)}</bdi>}
            description={!role.canBeApproved && 'Nobody here could approve it for every resource.'}
            aria-invalid={wrong !== undefined}
          />
        ))}
      </div>
      <p id="found-roles" role="status" className={wrong === undefined ? classes.second : own.problem}>
        {wrong ?? (data && foundInWords(data.total))}
      </p>
    </fieldset>
  )
}

function foundInWords(total: number): string {
  if (total === 0) return 'No role fits: search for something else.'
  return total > ROLES_FOUND_AT_ONCE ? `${total} fit; the first ${ROLES_FOUND_AT_ONCE} are shown.` : ''
}
