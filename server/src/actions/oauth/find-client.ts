/** The app that a `client_id` names: one that is registered, or, where that is switched on, one that publishes itself. */
import { clientIdOf, isClientUrl } from '../../domain/oauth/client-url.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { OAuthClient } from '../../store/oauth/oauth-apps-store.ts'
import type { Needs } from '../needs.ts'
import { appIdFor } from './client-documents.ts'

type FindingNeeds = Pick<Needs, 'store' | 'clientDocuments'>

/** Without asking anybody: as it was when somebody last allowed it. */
export async function findKnownClient(
  { store, clientDocuments }: FindingNeeds,
  clientId: string,
): Promise<OAuthClient | undefined> {
  if (isClientUrl(clientId) && clientDocuments === undefined) return undefined
  const client = await store.oauthApps.findClient(keptIdOf(clientId))
  // One that publishes itself is not known by the id that we keep it under.
  return client !== undefined && clientIdOf(client.app) === clientId ? client : undefined
}

export const keptIdOf = (clientId: string): string => (isClientUrl(clientId) ? appIdFor(clientId) : clientId)

/**
 * As it is now. What was withdrawn here stays so.
 * @throws {Refusal} `client_document_invalid`, or `too_many_attempts` when too many are asked at once, or by one address
 */
export async function findClient(
  needs: FindingNeeds,
  clientId: string,
  address: string,
): Promise<OAuthApp | undefined> {
  const known = (await findKnownClient(needs, clientId))?.app
  const { clientDocuments } = needs
  if (!isClientUrl(clientId) || clientDocuments === undefined) return known
  const found = await clientDocuments.find(clientId, address)
  if ('retryAfterSeconds' in found) throw tooMany(found.retryAfterSeconds)
  if ('problem' in found)
    throw new Refusal('client_document_invalid', {
      detail: `The application says who it is at an address where that can’t be read: ${found.problem}. Tell whoever runs it.`,
    })
  const { deactivatedAt = null, deactivatedBy = null, organizationId = '' } = known ?? {}
  return { ...found.app, organizationId, deactivatedAt, deactivatedBy }
}

const tooMany = (retryAfterSeconds: number): Refusal =>
  new Refusal('too_many_attempts', {
    retryAfterSeconds,
    detail: `Too many applications were asked who they are. Try again in ${retryAfterSeconds} seconds.`,
  })
