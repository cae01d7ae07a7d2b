/** Puts another definition in place of a service's, and takes what is not defined any more from whatever refers to it. */
import type { Instant } from '../../domain/instant.ts'
import type { Service } from '../../domain/service.ts'
import type { Database } from '../engine.ts'
import type { Losses } from '../losses.ts'
import { serviceSearchText } from './service-search.ts'

export async function redefine(tx: Database, service: Service, at: Instant, losses: Losses): Promise<void> {
  const { id, displayName, description } = service
  await tx
    .updateTable('services')
    .set({ display_name: displayName, description, search_text: serviceSearchText(service) })
    .where('id', '=', id)
    .execute()
  if (await redefineRoles(tx, service, at)) losses.rightsLost({ serviceId: id })
  await tx.deleteFrom('service_permissions').where('service_id', '=', id).execute()
  const permissions = service.permissions.map(({ name, description: what }, position) => ({
    ...{ service_id: id, name, description: what, position },
  }))
  if (permissions.length > 0) await tx.insertInto('service_permissions').values(permissions).execute()
  if (await narrowCustomRoles(tx, service)) losses.rightsLost({ serviceId: id })
}

/** A role that stays keeps its row: whoever holds it refers to that. Answers whether holding one is worth less now. */
async function redefineRoles(tx: Database, { id, roles }: Service, at: Instant): Promise<boolean> {
  const before = await tx
    .selectFrom('service_roles')
    .select(['name', 'permissions', 'widened_at'])
    .where('service_id', '=', id)
    .execute()
  const permissionsBefore = new Map(
    before.map((row) => [row.name, new Set(JSON.parse(row.permissions) as string[])]),
  )
  const names = new Set(roles.map(({ name }) => name))
  for (const { name } of before) {
    if (names.has(name)) continue
    await tx.deleteFrom('service_roles').where('service_id', '=', id).where('name', '=', name).execute()
  }
  for (const [position, { name, displayName, permissions }] of roles.entries()) {
    const had = permissionsBefore.get(name)
    const row = { display_name: displayName, permissions: JSON.stringify(permissions), position }
    if (had === undefined) {
      const added = { service_id: id, name, ...row, widened_at: 0 }
      await tx.insertInto('service_roles').values(added).execute()
      continue
    }
    const isWidened = permissions.some((permission) => !had.has(permission))
    await tx
      .updateTable('service_roles')
      .set({ ...row, ...(isWidened && { widened_at: at }) })
      .where('service_id', '=', id)
      .where('name', '=', name)
      .execute()
  }
  const has = new Map(roles.map(({ name, permissions }) => [name, new Set(permissions)]))
  return [...permissionsBefore].some(
    ([name, had]) => !has.has(name) || [...had].some((each) => !has.get(name)!.has(each)),
  )
}

/** In every organization that has the service. Answers whether there was anything to narrow. */
async function narrowCustomRoles(tx: Database, { id, permissions: defined }: Service): Promise<boolean> {
  let isNarrowed = false
  const names = new Set(defined.map(({ name }) => name))
  const rows = await tx
    .selectFrom('custom_role_permissions')
    .select(['organization_id', 'role_name', 'permissions'])
    .where('service_id', '=', id)
    .execute()
  for (const { organization_id, role_name, permissions } of rows) {
    const own = JSON.parse(permissions) as string[]
    const kept = own.filter((name) => names.has(name))
    if (kept.length === own.length) continue
    isNarrowed = true
    const isOfRole = { organization_id, role_name, service_id: id }
    if (kept.length === 0) {
      await tx
        .deleteFrom('custom_role_permissions')
        .where((where) => where.and(isOfRole))
        .execute()
      continue
    }
    await tx
      .updateTable('custom_role_permissions')
      .set({ permissions: JSON.stringify(kept) })
      .where((where) => where.and(isOfRole))
      .execute()
  }
  return isNarrowed
}
