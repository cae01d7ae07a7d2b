/** Invites people: a list of addresses, pasted as it is, and a role that they get beside membership. */
import { endpoints, type SentInvitation } from '@countersign/api'
import { Button, NativeSelect, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Form } from '../forms/form.tsx'
import { messageFor, useSubmission } from '../forms/use-submission.ts'
import { Dialog } from '../frame/dialog.tsx'
import { Lines } from '../frame/lines.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { givableRolesQuery } from '../roles/givable-roles-query.ts'
import { call } from '../sessions/call.ts'

type Props = {
  readonly organizationId: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onSent: (sent: readonly SentInvitation[]) => void
}

export function InviteDialog(props: Props) {
  return (
    <Dialog isOpen={props.isOpen} onClose={props.onClose} title="Invite people">
      <InviteForm {...props} />
    </Dialog>
  )
}

/** As they come out of a mail or a table: separated by white space, commas or semicolons, with or without brackets. */
const addressesIn = (text: string): string[] =>
  text
    .split(/[\s,;<>]+/)
    .filter((word) => word.includes('@'))
    .filter((word, at, all) => all.indexOf(word) === at)

const MOST = 100

function InviteForm({ organizationId, onClose, onSent }: Props) {
  const { data, error, refetch } = useQuery(givableRolesQuery(organizationId))
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState('')
  const emails = addressesIn(text)
  const submission = useSubmission({
    answers: { emails: text, roles: chosen },
    wrong: {
      ...(emails.length === 0 && { emails: 'Enter an e-mail address.' }),
      ...(emails.length > MOST && { emails: `At most ${MOST} at a time; these are ${emails.length}.` }),
    },
  })
  if (error && !data) return <ProblemState error={error} onRetry={() => void refetch()} />
  if (!data) return <Lines count={4} label="Reading the roles" />
  // Every member has that one.
  const roles = data.items.filter(({ serviceId, name }) => serviceId !== null || name !== 'org_member')
  const invite = (): Promise<void> =>
    submission.submit(async () => {
      const role = roles[chosen === '' ? -1 : Number(chosen)]
      const body = {
        emails,
        roles:
          role === undefined
            ? []
            : [{ serviceId: role.serviceId, name: role.name, resource: null, startsAt: null, endsAt: null }],
        groupIds: [],
      }
      const { items } = await call(endpoints.inviteMembers, { params: { organizationId }, body })
      onClose()
      onSent(items)
    })
  return (
    <Form
      submission={submission}
      onSubmit={() => void invite()}
      submitLabel="Invite"
      pendingLabel="Inviting…"
      fieldNames={['emails', 'roles']}
      otherActions={
        <Button variant="subtle" onClick={onClose}>
          Cancel
        </Button>
      }
    >
      <Textarea
        label="E-mail addresses"
        description="One or many, as you have them. Each gets a link of its own, which you hand over."
        rows={4}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={messageFor(submission.fields, 'emails')}
        data-autofocus
      />
      <NativeSelect
        label="Role"
        description="Everyone invited becomes a member. More roles are given on the page of a person."
        data={[
          { value: '', label: 'Member only' },
          ...roles.map(({ serviceName, displayName }, at) => ({
            value: String(at),
            label: serviceName === null ? displayName : `${serviceName}: ${displayName}`,
          })),
        ]}
        value={chosen}
        onChange={(event) => setChosen(event.currentTarget.value)}
        error={messageFor(submission.fields, 'roles')}
      />
    </Form>
  )
}
