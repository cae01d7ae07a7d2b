/** The fields of the set-up page: the organization, then its owner. */
import { TextInput } from '@mantine/core'
import { AccountFields } from '../forms/account-fields.tsx'
import { fieldOf } from '../forms/field-of.ts'
import type { Submission } from '../forms/use-submission.ts'
import type { SetUpAnswers } from './set-up-answers.ts'
import classes from './set-up-fields.module.css'

type Props = {
  readonly answers: SetUpAnswers
  readonly onChange: (answers: SetUpAnswers) => void
  readonly messages: Submission['fields']
  /** Only when the link did not bring it, or brought a wrong one. */
  readonly asksForCode: boolean
}

export function SetUpFields({ answers, onChange, messages, asksForCode }: Props) {
  const field = fieldOf(answers, onChange, messages)
  return (
    <>
      {asksForCode && (
        <TextInput
          label="Set-up code"
          description="From the one-time link that the server printed when it started: what follows code=."
          autoComplete="off"
          spellCheck={false}
          {...field('setupCode')}
        />
      )}
      <TextInput label="Organization" autoComplete="organization" autoFocus {...field('organizationName')} />
      <div className={classes.pair}>
        <TextInput label="First name" autoComplete="given-name" {...field('firstName')} />
        <TextInput label="Last name" autoComplete="family-name" {...field('lastName')} />
      </div>
      <TextInput label="E-mail" type="email" autoComplete="email" {...field('email')} />
      <AccountFields field={field} />
    </>
  )
}
