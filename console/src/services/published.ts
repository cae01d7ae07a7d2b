/** What the installation publishes for those who build services: issuer, keys, and the examples of its Help. */
import { ApiError } from '@countersign/api'
import { queryOptions } from '@tanstack/react-query'
import { publicUrl } from '../connection/base-path.ts'
import { examplesIn } from './examples.ts'

export const DISCOVERY_URL = `${publicUrl}/.well-known/openid-configuration`
export const HELP_URL = `${publicUrl}/help/services`

type Discovery = { readonly issuer: string; readonly keysUrl: string }

/** As the installation itself says it: the issuer is compared to the byte, and the address bar may have another one. */
export const discoveryQuery = queryOptions({
  queryKey: ['published', 'discovery'],
  queryFn: async ({ signal }): Promise<Discovery> => {
    const answer = await published(DISCOVERY_URL, signal)
    const document: unknown = await answer.json().catch(() => null)
    if (!isDiscovery(document)) throw new ApiError(200, { code: 'unexpected_answer' })
    return { issuer: document.issuer, keysUrl: document.jwks_uri }
  },
  staleTime: Infinity,
})

export const examplesQuery = queryOptions({
  queryKey: ['published', 'examples'],
  queryFn: async ({ signal }) => examplesIn(await (await published(HELP_URL, signal)).text()),
  staleTime: Infinity,
})

async function published(url: string, signal: AbortSignal): Promise<Response> {
  const answer = await fetch(url, { credentials: 'omit', signal }).catch((cause: unknown) => {
    throw new ApiError(0, {}, undefined, cause)
  })
  if (!answer.ok) throw new ApiError(answer.status, { code: 'unexpected_answer' })
  return answer
}

const isDiscovery = (value: unknown): value is { readonly issuer: string; readonly jwks_uri: string } =>
  typeof value === 'object' &&
  value !== null &&
  'issuer' in value &&
  typeof value.issuer === 'string' &&
  'jwks_uri' in value &&
  typeof value.jwks_uri === 'string'
