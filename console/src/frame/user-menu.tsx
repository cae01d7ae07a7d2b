/** The menu under the person's name: My Account, the theme, sign out. */
import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useSubmission } from '../forms/use-submission.ts'
import { ProblemState } from '../problems/problem-state.tsx'
import { useSession } from '../sessions/session-query.ts'
import { useSignOut } from '../sessions/use-sign-out.ts'
import { Dialog } from './dialog.tsx'
import classes from './menu-button.module.css'

const THEMES = [
  { value: 'auto', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const

export function UserMenu({ organizationId }: { readonly organizationId: string | undefined }) {
  const { user } = useSession()
  const navigate = useNavigate()
  const signOut = useSignOut()
  const submission = useSubmission()
  // Mantine would hold transitions still with an injected style element, which the Content-Security-Policy refuses.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  return (
    <>
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <UnstyledButton className={classes.button}>
            <bdi className={classes.text}>{`${user.firstName} ${user.lastName}`}</bdi>
            <IconChevronDown size={16} aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {organizationId !== undefined && (
            <Menu.Item
              onClick={() =>
                void navigate({ to: '/o/$organizationId/account/profile', params: { organizationId } })
              }
            >
              My Account
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Label>Theme</Menu.Label>
          <Menu.RadioGroup
            value={colorScheme}
            onChange={(value) => {
              const theme = THEMES.find((known) => known.value === value)
              if (theme) setColorScheme(theme.value)
            }}
          >
            {THEMES.map(({ value, label }) => (
              <Menu.RadioItem key={value} value={value} closeMenuOnClick={false}>
                {label}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Item onClick={() => void submission.submit(signOut)}>Sign out</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Dialog
        isOpen={submission.error !== undefined}
        onClose={submission.reset}
        title="You are still signed in"
      >
        <ProblemState error={submission.error} onRetry={() => void submission.submit(signOut)} />
      </Dialog>
    </>
  )
}
