/** Sends values that were found to the service whose they are, which ends whatever of them works. It says nothing of each. */
import { createClient, endpoints } from '@countersign/api'
import { UsageError } from '../command.ts'

const VALUES_PER_REPORT = 1000
const ANSWER_WITHIN_MS = 120_000

/** Values in the clear go to this machine only, or through TLS. @throws {UsageError} */
export function serverUrl(given: string): string {
  const url = URL.parse(given)
  const isLoopback = url !== null && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback)
  if (url === null || !isSafe || url.search !== '' || url.hash !== '' || url.username !== '')
    throw new UsageError([
      '--server wants the address of the service: https://… (http:// for this machine only).',
    ])
  return url.href.replace(/\/+$/, '')
}

/** @throws {ApiError} when the service says no: asked again, it ends the rest */
export async function revokeFound(
  server: string,
  values: readonly string[],
  where: { readonly note?: string; readonly url?: string },
): Promise<void> {
  const client = createClient({ baseUrl: server })
  for (let from = 0; from < values.length; from += VALUES_PER_REPORT) {
    const body = { values: values.slice(from, from + VALUES_PER_REPORT), ...where }
    await client(endpoints.reportLeaks, { body, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
  }
}
