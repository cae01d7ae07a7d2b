/** The roles of a service with what each permits, and its permissions. Few are open; of many only what is opened or searched for. */
import type { Service } from '@countersign/api'
import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { Opening } from '../frame/opening.tsx'
import { ShortList } from '../frame/short-list.tsx'
import { RolePermissions } from '../roles/role-permissions.tsx'
import { folded, searchWords } from '../search/folded.ts'
import classes from './service-page.module.css'

/** So many roles and permissions are looked through without a search. */
const FEW = 12

export function ServiceDefinition({ roles, permissions }: Pick<Service, 'roles' | 'permissions'>) {
  const [search, setSearch] = useState('')
  const words = searchWords(search)
  const fits = (...texts: readonly string[]): boolean => {
    const text = folded(texts.join(' '))
    return words.every((word) => text.includes(word))
  }
  const described = new Map(permissions.map((each) => [each.name, each]))
  const foundRoles = roles.filter((role) => fits(role.displayName, role.name, ...role.permissions))
  const foundPermissions = permissions.filter(({ name, description }) => fits(name, description))
  return (
    <>
      {roles.length + permissions.length > FEW && (
        <TextInput
          className={classes.search}
          type="search"
          aria-label="Search roles and permissions"
          placeholder="Search roles and permissions"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      <section className={classes.part}>
        <h3>{countOf(foundRoles.length, roles.length, 'role')}</h3>
        {roles.length === 0 && (
          <p className={classes.soft}>It defines no role: nobody can be given anything in it.</p>
        )}
        <ShortList className={classes.list}>
          {foundRoles.map((role) => (
            <li key={role.name}>
              <Opening
                summary={
                  <>
                    <bdi>{role.displayName}</bdi> <code>{role.name}</code>
                  </>
                }
              >
                <RolePermissions
                  permissions={role.permissions.map(
                    (name) => described.get(name) ?? { name, description: '' },
                  )}
                />
              </Opening>
            </li>
          ))}
        </ShortList>
      </section>
      <section className={classes.part}>
        <h3>{countOf(foundPermissions.length, permissions.length, 'permission')}</h3>
        <ShortList className={classes.list}>
          {foundPermissions.map(({ name, description }) => (
            <li key={name}>
              {description && <bdi>{description} </bdi>}
              <code>{name}</code>
            </li>
          ))}
        </ShortList>
      </section>
    </>
  )
}

function countOf(shown: number, all: number, what: string): string {
  const words = all === 1 ? `1 ${what}` : `${all} ${what}s`
  return shown === all ? words : `${shown} of ${words}`
}
