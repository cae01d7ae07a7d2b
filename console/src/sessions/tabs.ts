/** Tells the console's other tabs that someone signed in or out, so that none goes on showing another person's page. */
import { basePath } from '../connection/base-path.ts'

type TabMessage = { readonly signedInUserId: string | null }

// Of this installation: another may be served from another path of the same origin.
const channel = new BroadcastChannel(`countersign.session ${basePath}`)

export const tellOtherTabs = (signedInUserId: string | null): void =>
  channel.postMessage({ signedInUserId } satisfies TabMessage)

export function onOtherTab(listener: (signedInUserId: string | null) => void): () => void {
  const receive = (event: MessageEvent<TabMessage>): void => listener(event.data.signedInUserId)
  channel.addEventListener('message', receive)
  return () => channel.removeEventListener('message', receive)
}
