/** What the API token is called, and what it is for. Says when one of that name is there already. */
import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { folded } from '../../search/folded.ts'
import { apiTokensQuery } from '../api-tokens-query.ts'
import { STATE_WORDS } from '../state-words.ts'
import classes from './generate-form.module.css'

type Props = {
  readonly organizationId: string
  readonly name: string
  readonly description: string
  readonly onChange: (changed: { name: string } | { description: string }) => void
  readonly errors: { readonly name: string | undefined; readonly description: string | undefined }
}

export function NameFields({ organizationId, name, description, onChange, errors }: Props) {
  const { data: tokens = [] } = useQuery(apiTokensQuery(organizationId))
  const same = tokens.find((token) => token.state !== 'revoked' && isSameName(token.name, name))
  return (
    <>
      <div>
        <TextInput
          label="Name"
          description="What it is for, and where it will be kept: you will recognize it by this."
          placeholder="nightly backup on host 7"
          classNames={{ root: classes.name, label: classes.label }}
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
          error={errors.name}
        />
        <p role="status" className={classes.hint}>
          {same && (
            <>
              You have one of this name already ({STATE_WORDS[same.state].toLowerCase()},{' '}
              <code>csnt{same.valueId}…</code>). Another name tells them apart; to replace its value,
              regenerate that one instead.
            </>
          )}
        </p>
      </div>
      <TextInput
        label="Description (optional)"
        placeholder="Runs at 3:00; ask the platform team"
        classNames={{ root: classes.name, label: classes.label }}
        maxLength={200}
        autoComplete="off"
        value={description}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
        error={errors.description}
      />
    </>
  )
}

const isSameName = (one: string, other: string): boolean =>
  other.trim() !== '' && folded(one.trim()) === folded(other.trim())
