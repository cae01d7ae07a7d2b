/** The menu under the person's name: My Account, the organization for who has a page there, Help, the theme, sign out; and which version of the service this is. */
import { Menu, UnstyledButton, useMantineColorScheme, VisuallyHidden } from '@mantine/core'
import { IconChevronDown, IconExternalLink } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { basePath } from '../connection/base-path.ts'
import { useSubmission } from '../forms/use-submission.ts'
import { pagesFor } from '../organization-area/area-pages.ts'
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

/** Pages that the service writes itself, outside the console. */
const DOCUMENTS = [
  { path: 'help', label: 'Help' },
  { path: 'api/reference', label: 'API reference' },
] as const

export function UserMenu({ organizationId }: { readonly organizationId: string | undefined }) {
  const { user, version, organizations } = useSession()
  const organization = organizations.find(({ id }) => id === organizationId)
  const hasArea = organization !== undefined && pagesFor(organization).length > 0
  const name = `${user.firstName} ${user.lastName}`
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
            <bdi className={classes.text} title={name}>
              {name}
            </bdi>
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
          {organizationId !== undefined && hasArea && (
            <Menu.Item
              onClick={() =>
                void navigate({ to: '/o/$organizationId/organization', params: { organizationId } })
              }
            >
              Organization
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
          {DOCUMENTS.map(({ path, label }) => (
            // In a tab of their own: one reads them beside a form that is half filled in.
            <Menu.Item
              key={path}
              component="a"
              href={`${basePath}${path}`}
              target="_blank"
              rel="noopener"
              rightSection={<IconExternalLink size={14} aria-hidden />}
            >
              {label}
              <VisuallyHidden> (in a new tab)</VisuallyHidden>
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => void submission.submit(signOut)}>Sign out</Menu.Item>
          <Menu.Divider />
          <Menu.Label translate="no">Countersign {version}</Menu.Label>
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
