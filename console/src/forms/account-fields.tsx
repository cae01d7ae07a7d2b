/** What somebody who gets an account chooses to sign in with. */
import { TextInput } from '@mantine/core'
import type { fieldOf } from './field-of.ts'
import { PasswordField } from './password-field.tsx'

type Answers = { readonly username: string; readonly password: string; readonly repeated: string }

export const AccountFields = ({ field }: { readonly field: ReturnType<typeof fieldOf<Answers>> }) => (
  <>
    <TextInput
      label="User name"
      description="What you sign in with."
      autoComplete="username"
      autoCapitalize="none"
      spellCheck={false}
      {...field('username')}
    />
    <PasswordField
      label="Password"
      description="At least 12 characters; a few words together are best."
      autoComplete="new-password"
      {...field('password')}
    />
    <PasswordField label="Password once more" autoComplete="new-password" {...field('repeated')} />
  </>
)
