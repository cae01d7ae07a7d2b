/** The form that generates an API token. It is only ever sent by the person; a failed submit loses nothing. */
import { endpoints, type GeneratedApiToken, type Organization } from '@countersign/api'
import { Checkbox } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Form } from '../../forms/form.tsx'
import { messageFor, useSubmission } from '../../forms/use-submission.ts'
import { ButtonLink } from '../../frame/button-link.tsx'
import { LifetimeField } from '../lifetimes/lifetime-field.tsx'
import type { RoleGroup } from '../scopes/choice.ts'
import { scopesOf } from '../scopes/choice-to-scopes.ts'
import { namesOf } from '../scopes/names.ts'
import { ScopeField } from '../scopes/scope-field.tsx'
import { ScopeSummary } from '../scopes/scope-summary.tsx'
import { call } from '../../sessions/call.ts'
import { useSession } from '../../sessions/session-query.ts'
import { apiTokensKey } from '../api-tokens-query.ts'
import { ReminderField } from '../reminder-field.tsx'
import { suggestedDays } from '../reminder.ts'
import { type Answers, bodyOf, firstAnswers, wrongAnswers } from './answers.ts'
import { NameFields } from './name-fields.tsx'
import type { Prefill } from './prefill.ts'
import { PrefillNotice } from './prefill-notice.tsx'

type Props = {
  readonly organization: Organization
  readonly groups: readonly RoleGroup[]
  readonly prefill: Prefill
  readonly onGenerated: (generated: GeneratedApiToken) => void
}

export function GenerateForm({ organization, groups, prefill, onGenerated }: Props) {
  const { user } = useSession()
  const queryClient = useQueryClient()
  const [first] = useState(() => firstAnswers(prefill, groups))
  const [answers, setAnswers] = useState(first.answers)
  const { name, description, lifetime, choice, reminder } = answers
  const change = (changed: Partial<Answers>): void => setAnswers({ ...answers, ...changed })

  const submission = useSubmission({
    answers: { name, description, lifetime, scopes: choice, reminderDays: reminder },
    wrong: wrongAnswers(answers, Date.now()),
  })

  const generate = (): Promise<void> =>
    submission.submit(async () => {
      const params = { organizationId: organization.id }
      onGenerated(await call(endpoints.generateApiToken, { params, body: bodyOf(answers, groups) }))
      void queryClient.invalidateQueries({ queryKey: apiTokensKey(organization.id) })
    })

  return (
    <Form
      submission={submission}
      onSubmit={() => void generate()}
      submitLabel="Generate"
      pendingLabel="Generating…"
      beside={
        <ScopeSummary
          organizationId={organization.id}
          organizationName={organization.displayName}
          scopes={scopesOf(choice, groups)}
          names={namesOf(groups)}
        />
      }
      fieldNames={['name', 'description', 'lifetime', 'scopes', 'reminderDays']}
      otherActions={
        <ButtonLink
          variant="subtle"
          to="/o/$organizationId/account/api-tokens"
          params={{ organizationId: organization.id }}
        >
          Cancel
        </ButtonLink>
      }
    >
      <PrefillNotice first={first} />
      <NameFields
        organizationId={organization.id}
        name={name}
        description={description}
        onChange={change}
        errors={{
          name: messageFor(submission.fields, 'name'),
          description: messageFor(submission.fields, 'description'),
        }}
      />
      <LifetimeField
        answer={lifetime}
        onChange={(changed) => change({ lifetime: changed })}
        error={messageFor(submission.fields, 'lifetime')}
      />
      <ScopeField
        groups={groups}
        organizationName={organization.displayName}
        choice={choice}
        onChange={(changed) => change({ choice: changed })}
        error={messageFor(submission.fields, 'scopes')}
      />
      <Checkbox
        label="OpenID"
        description="The exchange then also returns an ID token, which tells the script’s services your name, user name and e-mail address. Tick it only if they ask for one."
        checked={choice.openId}
        onChange={(event) => change({ choice: { ...choice, openId: event.currentTarget.checked } })}
      />
      <Checkbox
        label="May administer Countersign"
        description={
          organization.tokensMayAdminister
            ? 'Scripts may then generate, change and revoke your API tokens with it. Services that need it only to know you do not: leave it off for them.'
            : `API tokens of ${organization.displayName} may not administer Countersign. The policy “API tokens cannot administer” is on; an organization owner can switch it off in the organization’s Settings.`
        }
        checked={choice.administration}
        disabled={!organization.tokensMayAdminister && !choice.administration}
        onChange={(event) => change({ choice: { ...choice, administration: event.currentTarget.checked } })}
      />
      <ReminderField
        answer={reminder}
        onChange={(changed) => change({ reminder: changed })}
        neverExpires={lifetime.isNever}
        email={user.email}
        suggested={suggestedDays(lifetime)}
        error={messageFor(submission.fields, 'reminderDays')}
      />
    </Form>
  )
}
