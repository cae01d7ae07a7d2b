/** What the console is told when a session begins, and whenever it asks: who it is, and where they are a member. */
import type { Needs } from '../../actions/needs.ts'
import type { SignedIn } from '../../domain/caller.ts'
import { presentSession } from './presenters.ts'

export const presentOpened = async ({ store, settings }: Needs, signedIn: SignedIn) =>
  presentSession(signedIn, await store.organizations.listForMember(signedIn.user.id), settings)
