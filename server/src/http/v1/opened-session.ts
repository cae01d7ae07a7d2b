/** What the console is told when a session begins, and whenever it asks: who it is, and where they are a member. */
import type { Needs } from '../../actions/needs.ts'
import { listOwnOrganizations } from '../../actions/organizations/list-own-organizations.ts'
import type { SignedIn } from '../../domain/caller.ts'
import { presentSession } from './presenters.ts'

export const presentOpened = async (needs: Needs, signedIn: SignedIn) =>
  presentSession(signedIn, await listOwnOrganizations(needs, signedIn.user.id), needs.settings)
