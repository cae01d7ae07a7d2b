/** Gives a role, from and until an instant where that is wanted; or changes from when and until when it is held. */
import type { GivableRole, GiveRole } from '@countersign/api'
import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { fieldOf } from '../forms/field-of.ts'
import { instantsOf, localPeriod, PeriodFields, wrongPeriod } from '../forms/period-fields.tsx'
import { useSubmission } from '../forms/use-submission.ts'
import { DialogForm } from '../frame/dialog-form.tsx'
import { Dialog } from '../frame/dialog.tsx'
import { Lines } from '../frame/lines.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { SearchField } from '../search/search-field.tsx'
import { givableInWords, givableRolesQuery } from './givable-roles-query.ts'
import { roleInWords, type ShownRole } from './role-in-words.ts'

type Props = {
  readonly organizationId: string
  readonly title: string
  /** The one whose period is changed; without it, one is given. */
  readonly held?: ShownRole | undefined
  /** Of those that one may give, which can be held by what it is given to. */
  readonly canHold?: (role: GivableRole) => boolean
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly save: (role: GiveRole) => Promise<void>
}

export function RoleDialog(props: Props) {
  return (
    <Dialog isOpen={props.isOpen} onClose={props.onClose} title={props.title}>
      <RoleForm {...props} />
    </Dialog>
  )
}

function RoleForm({ organizationId, held, canHold = () => true, onClose, save }: Props) {
  const [search, setSearch] = useState('')
  const { data, error, refetch } = useQuery(givableRolesQuery(organizationId, search))
  const [answers, setAnswers] = useState({ name: '', resource: '' })
  const [period, setPeriod] = useState(localPeriod(held))
  const roles = (data?.items ?? []).filter(canHold)
  const role = held ?? roles.find((each) => keyOf(each) === answers.name)
  const submission = useSubmission({
    answers: { ...answers, ...period },
    wrong: { ...(role === undefined && { name: 'Choose a role.' }), ...wrongPeriod(period) },
  })
  const field = fieldOf(answers, setAnswers, submission.fields)
  const submit = (): Promise<void> =>
    submission.submit(async () => {
      if (role === undefined) return
      const resource = held ? held.resource : answers.resource.trim() || null
      await save({ serviceId: role.serviceId, name: role.name, resource, ...instantsOf(period) })
      onClose()
    })

  if (error && !data) return <ProblemState error={error} onRetry={() => void refetch()} />
  if (!data) return <Lines count={4} label="Reading the roles" />
  return (
    <DialogForm
      submission={submission}
      onSubmit={() => void submit()}
      submitLabel={held ? 'Change' : 'Give'}
      pendingLabel={held ? 'Changing…' : 'Giving…'}
      fieldNames={['name', 'resource', 'startsAt', 'endsAt']}
      onClose={onClose}
    >
      {held ? (
        <p>
          <bdi>{roleInWords(held)}</bdi>
        </p>
      ) : (
        <>
          {(search !== '' || data.total > data.items.length) && (
            <SearchField
              label="Search roles"
              placeholder="Search by role or service"
              inAddress={search}
              onSearch={setSearch}
            />
          )}
          <NativeSelect
            label="Role"
            data={[
              { value: '', label: 'Choose a role' },
              ...roles.map((each) => ({ value: keyOf(each), label: givableInWords(each) })),
            ]}
            {...field('name')}
            data-autofocus
          />
          {role !== undefined && role.serviceId !== null && (
            <TextInput
              label="Only on the resource"
              description="Its name in the service. Leave it empty for every resource."
              maxLength={200}
              {...field('resource')}
            />
          )}
        </>
      )}
      <PeriodFields period={period} onChange={setPeriod} messages={submission.fields} />
    </DialogForm>
  )
}

const keyOf = ({ serviceId, name }: GivableRole): string => `${serviceId ?? ''} ${name}`
