/** What something that an organization defines is called: for people, for programs, and what it is. */
import { TextInput } from '@mantine/core'
import classes from './form.module.css'
import { fieldOf } from './field-of.ts'
import type { Submission } from './use-submission.ts'

type Texts = { readonly displayName: string; readonly name: string; readonly description: string }

type Props = {
  readonly texts: Texts
  readonly onChange: (texts: Texts) => void
  readonly messages: Submission['fields']
  /** Its name is in use and stays. */
  readonly isKept: boolean
  readonly aboutName: string
}

export function DefinitionTexts({ texts, onChange, messages, isKept, aboutName }: Props) {
  const { displayName, name, description } = texts
  const field = fieldOf({ displayName, name, description }, onChange, messages)
  return (
    <div className={classes.texts}>
      <TextInput
        label="Display name"
        description="For people."
        autoComplete="off"
        maxLength={100}
        {...field('displayName')}
      />
      {!isKept && (
        <TextInput
          label="Name"
          description={aboutName}
          autoComplete="off"
          maxLength={63}
          {...field('name')}
        />
      )}
      <TextInput
        label="Description (optional)"
        autoComplete="off"
        maxLength={200}
        {...field('description')}
      />
    </div>
  )
}
