/** What one allowed an application, as short phrases: what it is told, and which rights it has, by their names. */
import type { ConnectedApp } from '@countersign/api'

const TOLD: Readonly<Record<string, string>> = {
  profile: 'sees your name',
  email: 'sees your e-mail address',
  groups: 'sees your groups',
}

export function allowedInWords({ tells, rights, scopes }: ConnectedApp): string[] {
  const told = Object.entries(TOLD).flatMap(([word, phrase]) => (tells.includes(word) ? [phrase] : []))
  return ['knows who you are', ...told, ...rightsInWords(rights, scopes)]
}

function rightsInWords(rights: ConnectedApp['rights'], scopes: ConnectedApp['scopes']): string[] {
  const names = rights ?? namesIn(scopes)
  const administers = scopes.administration && (rights === null || rights.includes('administration'))
  return [
    ...(rights === null && scopes.allRoles ? ['may do everything that you may'] : []),
    ...(names.length > 0 ? [`may use ${names.join(', ')}`] : []),
    ...(administers ? ['administers Countersign'] : []),
  ]
}

function namesIn({ allRoles, organization, services }: ConnectedApp['scopes']): string[] {
  if (allRoles) return []
  return [organization, ...services].flatMap((selection) => [
    ...(selection.allRoles ? ['all roles of a service'] : []),
    ...(selection.allPermissions ? ['all permissions of a service'] : []),
    ...selection.roles.map(({ name }) => name),
    ...selection.permissions.map(({ name }) => name),
  ])
}
