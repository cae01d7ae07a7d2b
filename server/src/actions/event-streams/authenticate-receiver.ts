/**
 * Who receives: a machine with an access token of `ssf.read` or `ssf.manage`, or a service with one of its feed tokens. An
 * access token that any service takes is not taken here: whoever was given it could read along, or turn the stream off.
 */
import { bearerKindOf } from '../../domain/access-token.ts'
import { permits } from '../../domain/authority.ts'
import type { Receiver } from '../../domain/event-streams/event-stream.ts'
import type { OrganizationPermission } from '../../domain/organization-roles.ts'
import { Refusal } from '../../domain/refusal.ts'
import { parseTokenString } from '../../crypto/token-string.ts'
import { readAccessToken } from '../api-tokens/authenticate-access-token.ts'
import type { Needs } from '../needs.ts'
import { lookBehindMachine } from '../oauth/look-behind-machine.ts'
import { refuseUnlessProved, type PresentedProof } from '../oauth/prove-key.ts'
import { findPresentedFeedToken } from '../revocation/feed-tokens.ts'

export type ReceiverRight = Extract<OrganizationPermission, 'ssf.read' | 'ssf.manage'>

type ReceiverNeeds = Pick<Needs, 'store' | 'keyring' | 'keyedHash' | 'now'>

/** @throws {Refusal} `unauthenticated`, `access_token_invalid` or `right_required` */
export async function authenticateReceiver(
  needs: ReceiverNeeds,
  presented: string | undefined,
  proof: PresentedProof,
  right: ReceiverRight,
): Promise<Receiver> {
  if (presented === undefined) throw new Refusal('unauthenticated', { detail: NO_TOKEN })
  if (parseTokenString(presented, 'f') !== undefined) return serviceWith(needs, presented)
  const claims = await readAccessToken(needs, presented)
  await refuseUnlessProved(needs, claims, presented, proof)
  if (bearerKindOf(claims) !== 'machine') throw new Refusal('right_required', { detail: MACHINES_ONLY })
  const { scope } = await lookBehindMachine(needs, claims)
  if (scope.grants.some(({ serviceId }) => serviceId !== null))
    throw new Refusal('right_required', { detail: TOO_WIDE })
  if (!permits(scope, right) && !(right === 'ssf.read' && permits(scope, 'ssf.manage')))
    throw new Refusal('right_required', { detail: MISSING(right) })
  return { organizationId: claims.context_name, kind: 'app', id: claims.client_id }
}

async function serviceWith(needs: ReceiverNeeds, presented: string): Promise<Receiver> {
  const { serviceId } = await findPresentedFeedToken(needs, presented)
  const receiver = await needs.store.eventStreams.receiverOfService(serviceId)
  if (receiver === undefined) throw new Refusal('access_token_invalid', { cause: 'its service is gone' })
  return receiver
}

const NO_TOKEN =
  'Send an access token of an OAuth app that is a machine, or a feed token of a service, in the Authorization header.'
const MACHINES_ONLY =
  'Security events are received by OAuth apps that are machines. Get an access token with client credentials and scope=ssf.manage.'
const TOO_WIDE =
  'This access token is good in services too, and so is not taken here. Get another one with scope=ssf.manage, or ssf.read.'
const MISSING = (right: ReceiverRight): string =>
  `The access token lacks ${right}. Give the OAuth app the role event_receiver, and ask for scope=${right}.`
