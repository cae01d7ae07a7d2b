/** The form of an OAuth app, new or as it is: its kind first, then what that kind needs. */
import type { Organization } from '@countersign/api'
import { Checkbox, NativeSelect, Radio, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { RoleGroup } from '../api-tokens/scopes/choice.ts'
import scopeClasses from '../api-tokens/scopes/scope-field.module.css'
import { Form } from '../forms/form.tsx'
import { NumberField } from '../forms/number-field.tsx'
import { messageFor, type Submission } from '../forms/use-submission.ts'
import { AddressLines } from './address-lines.tsx'
import { AllowedScopesField } from './allowed-scopes-field.tsx'
import classes from './app-form.module.css'
import { ofKind, type AppDraft } from './draft.ts'
import { KINDS } from './kind-in-words.ts'
import { rightsIn } from './rights.ts'

const FIELDS = [
  ...['name', 'description', 'redirectUris', 'postLogoutRedirectUris', 'authentication', 'publicKeys'],
  ...['accessTokenSeconds', 'refreshIdleDays', 'refreshLifetimeDays', 'scopes'],
]

type Props = {
  readonly organization: Organization
  readonly draft: AppDraft
  readonly onChange: (draft: AppDraft) => void
  readonly groups: readonly RoleGroup[]
  readonly submission: Submission
  readonly onSubmit: () => void
  readonly submitLabel: string
  readonly pendingLabel: string
  readonly otherActions: ReactNode
  /** It is there already: its kind stays. */
  readonly isKept?: boolean
  readonly children?: ReactNode
}

export function AppForm(props: Props) {
  const { organization, draft, onChange, groups, submission, isKept = false } = props
  const { kind, authentication, choice } = draft
  const change = (changed: Partial<AppDraft>): void => onChange({ ...draft, ...changed })
  const errorOf = (name: string) => messageFor(submission.fields, name)
  const isForPeople = kind !== 'machine'
  const { isOwner } = rightsIn(organization)
  return (
    <div className={classes.form}>
      <Form
        submission={submission}
        onSubmit={props.onSubmit}
        submitLabel={props.submitLabel}
        pendingLabel={props.pendingLabel}
        fieldNames={FIELDS}
        otherActions={props.otherActions}
      >
        {props.children}
        {!isKept && (
          <Radio.Group
            label="Kind"
            value={kind}
            onChange={(value) => change(ofKind(value as AppDraft['kind']))}
            classNames={{ label: scopeClasses.label }}
          >
            <div className={scopeClasses.options}>
              {KINDS.map((each) => (
                <Radio key={each.kind} value={each.kind} label={each.label} description={each.description} />
              ))}
            </div>
          </Radio.Group>
        )}
        <TextInput
          label="Name"
          maxLength={100}
          autoComplete="off"
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
          error={errorOf('name')}
        />
        <TextInput
          label="What it is for (optional)"
          maxLength={200}
          autoComplete="off"
          value={draft.description}
          onChange={(event) => change({ description: event.currentTarget.value })}
          error={errorOf('description')}
        />
        {isForPeople && (
          <>
            <AddressLines
              name="redirectUris"
              label="Redirect URIs"
              description={
                kind === 'native'
                  ? 'One a line. http://127.0.0.1/… works on any port; a scheme such as com.example.app:/… too.'
                  : 'One a line: where people are sent back to after signing in. https, compared to the letter.'
              }
              value={draft.redirectUris}
              onChange={(redirectUris) => change({ redirectUris })}
              messages={submission.fields}
            />
            <AddressLines
              name="postLogoutRedirectUris"
              label="Post-logout redirect URIs (optional)"
              description="One a line: where people may be sent after signing out."
              value={draft.postLogoutRedirectUris}
              onChange={(postLogoutRedirectUris) => change({ postLogoutRedirectUris })}
              messages={submission.fields}
            />
          </>
        )}
        {kind !== 'native' && (
          <NativeSelect
            label="It proves who it is by"
            data={[
              { value: 'secret', label: 'A secret' },
              { value: 'private_key_jwt', label: 'A key of its own (private_key_jwt)' },
            ]}
            value={authentication}
            onChange={(event) =>
              change({ authentication: event.currentTarget.value as AppDraft['authentication'] })
            }
            error={errorOf('authentication')}
          />
        )}
        {authentication === 'private_key_jwt' && (
          <Textarea
            label="Public keys"
            description="JSON: a JWK, a list of them, or a set. RSA from 2048 bits, EC on P-256, or Ed25519; at most 10."
            rows={6}
            autoComplete="off"
            spellCheck={false}
            value={draft.publicKeys}
            onChange={(event) => change({ publicKeys: event.currentTarget.value })}
            error={errorOf('publicKeys')}
          />
        )}
        <AllowedScopesField
          kind={kind}
          mode={draft.scopeMode}
          choice={choice}
          groups={groups}
          isKept={isKept}
          onChange={change}
          error={errorOf('scopes')}
        />
        {isForPeople && (
          <Checkbox
            label="OpenID"
            description="People can sign in to it: it gets an ID token that tells their name, user name and e-mail address."
            checked={choice.openId}
            onChange={(event) => change({ choice: { ...choice, openId: event.currentTarget.checked } })}
          />
        )}
        {isForPeople && (isOwner || choice.administration) && (
          <Checkbox
            label="May administer Countersign"
            description={
              organization.tokensMayAdminister
                ? 'It may then make changes here for who signs in. Leave it off unless that is what it is for.'
                : 'The policy “API tokens cannot administer” is on, and counts for OAuth apps too.'
            }
            checked={choice.administration}
            disabled={!organization.tokensMayAdminister && !choice.administration}
            onChange={(event) =>
              change({ choice: { ...choice, administration: event.currentTarget.checked } })
            }
          />
        )}
        <NumberField
          label="Access tokens live for (seconds)"
          max={18_000}
          value={draft.accessTokenSeconds}
          onChange={(accessTokenSeconds) => change({ accessTokenSeconds })}
          error={errorOf('accessTokenSeconds')}
        />
        {isForPeople && (
          <Checkbox
            label="Refresh tokens"
            description="It stays signed in for a person who is away."
            checked={draft.hasRefreshTokens}
            onChange={(event) => change({ hasRefreshTokens: event.currentTarget.checked })}
          />
        )}
        {isForPeople && draft.hasRefreshTokens && (
          <>
            <NumberField
              label="End when unused for (days)"
              max={365}
              value={draft.refreshIdleDays}
              onChange={(refreshIdleDays) => change({ refreshIdleDays })}
              error={errorOf('refreshIdleDays')}
            />
            <NumberField
              label="End at the latest after (days)"
              max={365}
              value={draft.refreshLifetimeDays}
              onChange={(refreshLifetimeDays) => change({ refreshLifetimeDays })}
              error={errorOf('refreshLifetimeDays')}
            />
          </>
        )}
        {isForPeople && (
          <Checkbox
            label="Sign in on another device"
            description="For a command line on a distant machine, a television: it shows a code, which its person enters in a browser of theirs. Leave it off where the program can open a browser itself."
            checked={draft.hasDeviceFlow}
            onChange={(event) => change({ hasDeviceFlow: event.currentTarget.checked })}
          />
        )}
        <Checkbox
          label="Requires DPoP"
          description="Its tokens are bound to a key that it proves with each request: a stolen one is of no use. Its library has to support it."
          checked={draft.requiresDpop}
          onChange={(event) => change({ requiresDpop: event.currentTarget.checked })}
        />
        <Checkbox
          label="Other organizations may add it"
          description="By its id. What it can do there is theirs to give."
          checked={draft.isShared}
          onChange={(event) => change({ isShared: event.currentTarget.checked })}
        />
      </Form>
    </div>
  )
}
