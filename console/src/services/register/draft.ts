/** A service's definition while it is written: names without the service's, roles that know their permissions by key. */
import type { ChangeService, RegisterService } from '@countersign/api'

export type DraftPermission = {
  readonly key: string
  readonly local: string
  readonly description: string
  /** Its name is in use and stays: another one would be another permission. */
  readonly isKept: boolean
}
export type DraftRole = {
  readonly key: string
  readonly local: string
  readonly displayName: string
  readonly permissions: ReadonlySet<string>
  readonly isKept: boolean
}
export type Draft = {
  readonly name: string
  readonly displayName: string
  readonly description: string
  readonly permissions: readonly DraftPermission[]
  readonly roles: readonly DraftRole[]
}
export type Texts = Pick<Draft, 'name' | 'displayName' | 'description'>

export const EMPTY: Draft = { name: '', displayName: '', description: '', permissions: [], roles: [] }

export type DraftChange =
  | { readonly do: 'replace'; readonly draft: Draft }
  | { readonly do: 'say'; readonly texts: Partial<Texts> }
  | { readonly do: 'add permission' | 'add role'; readonly key: string }
  | { readonly do: 'say of permission'; readonly key: string; readonly said: Partial<DraftPermission> }
  | { readonly do: 'say of role'; readonly key: string; readonly said: Partial<DraftRole> }
  | { readonly do: 'retire permission' | 'retire role'; readonly key: string }
  | {
      readonly do: 'tick'
      readonly role: string
      readonly permissions: readonly string[]
      readonly isTicked: boolean
    }

export function changed(draft: Draft, change: DraftChange): Draft {
  const { permissions, roles } = draft
  switch (change.do) {
    case 'replace':
      return change.draft
    case 'say':
      return { ...draft, ...change.texts }
    case 'add permission': {
      const added = { key: change.key, local: '', description: '', isKept: false }
      return { ...draft, permissions: [...permissions, added] }
    }
    case 'add role': {
      const added = {
        key: change.key,
        local: '',
        displayName: '',
        permissions: new Set<string>(),
        isKept: false,
      }
      return { ...draft, roles: [...roles, added] }
    }
    case 'say of permission':
      return { ...draft, permissions: permissions.map(withChange(change.key, change.said)) }
    case 'say of role':
      return { ...draft, roles: roles.map(withChange(change.key, change.said)) }
    case 'retire permission':
      return {
        ...draft,
        permissions: permissions.filter(({ key }) => key !== change.key),
        roles: roles.map((role) =>
          role.permissions.has(change.key)
            ? { ...role, permissions: without(role.permissions, change.key) }
            : role,
        ),
      }
    case 'retire role':
      return { ...draft, roles: roles.filter(({ key }) => key !== change.key) }
    case 'tick':
      return {
        ...draft,
        roles: roles.map((role) => (role.key === change.role ? ticked(role, change) : role)),
      }
  }
}

const withChange =
  <Row extends { readonly key: string }>(key: string, said: Partial<Row>) =>
  (row: Row): Row =>
    row.key === key ? { ...row, ...said } : row

const without = (keys: ReadonlySet<string>, key: string): ReadonlySet<string> =>
  new Set([...keys].filter((each) => each !== key))

function ticked(
  role: DraftRole,
  { permissions, isTicked }: Extract<DraftChange, { readonly do: 'tick' }>,
): DraftRole {
  const keys = new Set(role.permissions)
  for (const key of permissions) {
    if (isTicked) keys.add(key)
    else keys.delete(key)
  }
  return { ...role, permissions: keys }
}

const localOf = (name: string): string => name.slice(name.indexOf(':') + 1)

/** Keys are the names: whatever is added later has a key without a colon. */
export const draftOf = (
  { name, displayName, description, permissions, roles }: RegisterService,
  isKept: boolean,
): Draft => ({
  ...{ name, displayName, description: description ?? '' },
  permissions: permissions.map((each) => ({
    ...{ key: each.name, local: localOf(each.name), description: each.description, isKept },
  })),
  roles: roles.map((each) => ({
    ...{ key: each.name, local: localOf(each.name), displayName: each.displayName, isKept },
    permissions: new Set(each.permissions),
  })),
})

export function definitionOf(draft: Draft): ChangeService {
  const name = draft.name.trim()
  const full = (local: string): string => `${name}:${local.trim()}`
  return {
    displayName: draft.displayName.trim(),
    description: draft.description.trim() || null,
    permissions: draft.permissions.map(({ local, description }) => ({
      ...{ name: full(local), description: description.trim() },
    })),
    roles: draft.roles.map(({ local, displayName, permissions }) => ({
      name: full(local),
      displayName: displayName.trim(),
      permissions: draft.permissions
        .filter(({ key }) => permissions.has(key))
        .map((each) => full(each.local)),
    })),
  }
}

const SERVICE_NAME = /^[a-z][a-z0-9-]{0,62}$/
const LOCAL_NAME = /^[a-z][a-z0-9._-]{0,62}$/

/** What is wrong, by the field's path as the server writes it. */
export function problemsOf({
  name,
  displayName,
  permissions,
  roles,
}: Draft): Readonly<Record<string, string>> {
  const found: [string, string][] = []
  if (!SERVICE_NAME.test(name.trim()))
    found.push(['name', 'Begin with a small letter; then small letters, digits and hyphens.'])
  if (displayName.trim() === '') found.push(['displayName', 'Say what the service is called.'])
  const taken = new Set<string>()
  for (const [list, rows] of [
    ['permissions', permissions],
    ['roles', roles],
  ] as const) {
    for (const [at, { local }] of rows.entries()) {
      const path = `${list}.${at}.name`
      if (!LOCAL_NAME.test(local.trim()))
        found.push([path, 'Begin with a small letter; then small letters, digits, dots, hyphens and _.'])
      else if (taken.has(local.trim()))
        found.push([path, 'This name is there twice. Roles and permissions share names.'])
      taken.add(local.trim())
    }
  }
  for (const [at, role] of roles.entries()) {
    if (role.displayName.trim() === '')
      found.push([`roles.${at}.displayName`, 'Say what the role is called.'])
  }
  return Object.fromEntries(found)
}

export type Narrowing = {
  readonly roles: readonly string[]
  readonly permissions: readonly string[]
  /** Roles that stay and permit less. */
  readonly narrowed: readonly string[]
}

/** What a change takes away; undefined when it only adds. */
export function narrowing(before: ChangeService, after: ChangeService): Narrowing | undefined {
  const namesIn = (list: readonly { readonly name: string }[]) => new Set(list.map(({ name }) => name))
  const [rolesAfter, permissionsAfter] = [
    new Map(after.roles.map((role) => [role.name, role])),
    namesIn(after.permissions),
  ]
  const permissions = [...namesIn(before.permissions)].filter((name) => !permissionsAfter.has(name))
  const roles = before.roles.filter(({ name }) => !rolesAfter.has(name)).map(({ name }) => name)
  const narrowed = before.roles
    .filter(({ name, permissions: had }) => {
      const has = rolesAfter.get(name)?.permissions
      return has !== undefined && had.some((permission) => !has.includes(permission))
    })
    .map(({ name }) => name)
  const isNothing = roles.length + permissions.length + narrowed.length === 0
  return isNothing ? undefined : { roles, permissions, narrowed }
}
