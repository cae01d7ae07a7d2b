/** The organization one is in; for members of several, a menu of the others. Switching keeps the page one is on. */
import { Menu, UnstyledButton } from '@mantine/core'
import { IconSelector } from '@tabler/icons-react'
import { useMatches, useNavigate } from '@tanstack/react-router'
import classes from '../frame/menu-button.module.css'
import { useSession } from '../sessions/session-query.ts'
import { pageToKeep } from './page-to-keep.ts'
import own from './organization-switcher.module.css'

export function OrganizationSwitcher({ organizationId }: { readonly organizationId: string }) {
  const { organizations } = useSession()
  const navigate = useNavigate()
  const leaf = useMatches({ select: (matches) => matches.at(-1)?.fullPath ?? '' })
  const present = organizations.find(({ id }) => id === organizationId)
  if (organizations.length <= 1 && present) {
    return (
      <span className={own.only}>
        <bdi className={classes.text} title={present.displayName}>
          {present.displayName}
        </bdi>
      </span>
    )
  }
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <UnstyledButton
          className={classes.button}
          aria-label={present && `Organization: ${present.displayName}`}
        >
          {present ? (
            <bdi className={classes.text} title={present.displayName}>
              {present.displayName}
            </bdi>
          ) : (
            <span className={classes.text}>Choose an organization</span>
          )}
          <IconSelector size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Your organizations</Menu.Label>
        <Menu.RadioGroup
          value={organizationId}
          onChange={(id) => void navigate({ to: pageToKeep(leaf), params: { organizationId: id } })}
        >
          {organizations.map(({ id, displayName, suspendedAt }) => (
            <Menu.RadioItem key={id} value={id}>
              <bdi>{displayName}</bdi>
              {suspendedAt !== null && ' (suspended)'}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}
