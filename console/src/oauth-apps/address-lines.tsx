/** Addresses, one a line, with what is wrong about each. */
import { Textarea } from '@mantine/core'
import type { Submission } from '../forms/use-submission.ts'
import { linesOf } from './draft.ts'

type Props = {
  readonly name: 'redirectUris' | 'postLogoutRedirectUris'
  readonly label: string
  readonly description: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly messages: Submission['fields']
}

export function AddressLines({ name, label, description, value, onChange, messages }: Props) {
  const problems = problemsIn(name, linesOf(value), messages)
  return (
    <Textarea
      label={label}
      description={description}
      name={name}
      rows={3}
      autoComplete="off"
      spellCheck={false}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={
        problems.length > 0 &&
        problems.map((problem) => (
          <span key={problem} style={{ display: 'block' }}>
            {problem}
          </span>
        ))
      }
    />
  )
}

/** The server says which one by its place. */
function problemsIn(name: string, lines: readonly string[], messages: Submission['fields']): string[] {
  return Object.entries(messages).flatMap(([path, message]) => {
    if (path === name) return [message]
    const [field, place] = path.split('.')
    return field === name ? [`${lines[Number(place)] ?? `Line ${Number(place) + 1}`}: ${message}`] : []
  })
}
