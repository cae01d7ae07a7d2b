/** A password, typed. Mantine's field does not say to screen readers that it is wrong; this one does. */
import { PasswordInput, type PasswordInputProps } from '@mantine/core'

export const PasswordField = (props: PasswordInputProps) => (
  <PasswordInput
    {...props}
    aria-invalid={Boolean(props.error)}
    visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
    visibilityToggleFocusable
  />
)
