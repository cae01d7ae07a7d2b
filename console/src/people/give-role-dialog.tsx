/** Gives a person a role, from and until an instant where that is wanted; or changes from when and until when they have it. */
import { endpoints, type GivenRole, type Person } from '@countersign/api'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Form } from '../forms/form.tsx'
import { messageFor, useSubmission } from '../forms/use-submission.ts'
import { Dialog } from '../frame/dialog.tsx'
import { Lines } from '../frame/lines.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { call } from '../sessions/call.ts'
import { givableRolesQuery, readPeopleAgain } from './people-queries.ts'
import { fullName, roleInWords } from './person-in-words.ts'

type Props = {
  readonly organizationId: string
  readonly person: Person
  /** The one whose period is changed; without it, one is given. */
  readonly held?: GivenRole | undefined
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onDone: (message: string) => void
}

export function GiveRoleDialog(props: Props) {
  const { person, held, isOpen, onClose } = props
  const name = fullName(person.user)
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={held ? `Change how long ${name} has this role` : `Give ${name} a role`}
    >
      <GiveRoleForm {...props} />
    </Dialog>
  )
}

function GiveRoleForm({ organizationId, person, held, onClose, onDone }: Props) {
  const queryClient = useQueryClient()
  const { data, error, refetch } = useQuery(givableRolesQuery(organizationId))
  const [chosen, setChosen] = useState('')
  const [resource, setResource] = useState('')
  const [startsAt, setStartsAt] = useState(localOf(held?.startsAt ?? null))
  const [endsAt, setEndsAt] = useState(localOf(held?.endsAt ?? null))
  const roles = data?.items ?? []
  const role = held ?? roles[chosen === '' ? -1 : Number(chosen)]
  const isOver = endsAt !== '' && startsAt !== '' && endsAt <= startsAt
  const submission = useSubmission({
    answers: { name: chosen, resource, startsAt, endsAt },
    wrong: {
      ...(role === undefined && { name: 'Choose a role.' }),
      ...(isOver && { endsAt: 'Choose an end after the beginning, or none.' }),
    },
  })
  const save = (): Promise<void> =>
    submission.submit(async () => {
      if (role === undefined) return
      await call(held ? endpoints.changeRolePeriod : endpoints.giveRole, {
        params: { organizationId, userId: person.user.id },
        body: {
          serviceId: role.serviceId,
          name: role.name,
          resource: held ? held.resource : resource.trim() || null,
          startsAt: instantOf(startsAt),
          endsAt: instantOf(endsAt),
        },
      })
      await readPeopleAgain(queryClient, organizationId)
      onClose()
      onDone(held ? 'The period is changed.' : 'The role is given.')
    })

  if (error && !data) return <ProblemState error={error} onRetry={() => void refetch()} />
  if (!data) return <Lines count={4} label="Reading the roles" />
  return (
    <Form
      submission={submission}
      onSubmit={() => void save()}
      submitLabel={held ? 'Change' : 'Give'}
      pendingLabel={held ? 'Changing…' : 'Giving…'}
      fieldNames={['name', 'resource', 'startsAt', 'endsAt']}
      otherActions={
        <Button variant="subtle" onClick={onClose}>
          Cancel
        </Button>
      }
    >
      {held ? (
        <p>
          <bdi>{roleInWords(held)}</bdi>
        </p>
      ) : (
        <>
          <NativeSelect
            label="Role"
            data={[
              { value: '', label: 'Choose a role' },
              ...roles.map(({ serviceName, displayName }, at) => ({
                value: String(at),
                label: serviceName === null ? displayName : `${serviceName}: ${displayName}`,
              })),
            ]}
            value={chosen}
            onChange={(event) => setChosen(event.currentTarget.value)}
            error={messageFor(submission.fields, 'name')}
            data-autofocus
          />
          {role !== undefined && role.serviceId !== null && (
            <TextInput
              label="Only on the resource"
              description="Its name in the service. Leave it empty for every resource."
              maxLength={200}
              value={resource}
              onChange={(event) => setResource(event.currentTarget.value)}
              error={messageFor(submission.fields, 'resource')}
            />
          )}
        </>
      )}
      <TextInput
        type="datetime-local"
        label="From"
        description="Leave it empty for now."
        value={startsAt}
        onChange={(event) => setStartsAt(event.currentTarget.value)}
        error={messageFor(submission.fields, 'startsAt')}
      />
      <TextInput
        type="datetime-local"
        label="Until"
        description="Leave it empty for good."
        value={endsAt}
        onChange={(event) => setEndsAt(event.currentTarget.value)}
        error={messageFor(submission.fields, 'endsAt')}
      />
    </Form>
  )
}

/** As the field of the browser has it: the reader's own clock, to the minute. */
function localOf(at: string | null): string {
  if (at === null) return ''
  const instant = new Date(at)
  const local = new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length)
}

const instantOf = (local: string): string | null => (local === '' ? null : new Date(local).toISOString())
