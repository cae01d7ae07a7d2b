/** A member by the id or, in any case, by the user name: lists that people paste have either. */
import type { User } from '../domain/user.ts'
import type { Reads } from '../store/store.ts'

export async function memberNamed(
  { organizations, users }: Pick<Reads, 'organizations' | 'users'>,
  organizationId: string,
  name: string,
): Promise<User | undefined> {
  const byId = await organizations.findMember(organizationId, name)
  if (byId !== undefined) return byId.user
  const found = await users.findCredentials(name)
  return found && (await organizations.findMember(organizationId, found.user.id))?.user
}
