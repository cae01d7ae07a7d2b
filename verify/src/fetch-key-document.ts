/** Fetches the issuer's key document as text. Refuses anything but a 200. */
import { fetchText } from './fetch-text.ts'

export type FetchKeyDocument = () => Promise<string>

const MAX_BYTES = 64 * 1024 // about a hundred RSA keys

export function keyDocumentAt(
  uri: URL,
  timeoutSeconds: number,
  fetch: typeof globalThis.fetch,
): FetchKeyDocument {
  return async () => {
    const { status, text } = await fetchText(uri, {
      headers: {},
      timeoutSeconds,
      mostBytes: MAX_BYTES,
      fetch,
    })
    if (text === undefined) throw new Error(`${uri.href} answered ${status}`)
    return text
  }
}
