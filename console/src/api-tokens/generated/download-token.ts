/** Hands the value over as a JSON file. The file is made in memory and released at once. */
import type { GeneratedApiToken, Organization } from '@countersign/api'
import { publicUrl } from '../../connection/base-path.ts'

export function downloadToken({ value, apiToken }: GeneratedApiToken, organization: Organization): void {
  const content = {
    name: apiToken.name,
    value,
    id: apiToken.id,
    organization: { id: organization.id, name: organization.displayName },
    expiresAt: apiToken.expiresAt,
    exchange: { method: 'POST', url: `${publicUrl}/csp/gateway/am/api/auth/api-tokens/authorize` },
  }
  const url = URL.createObjectURL(
    new Blob([`${JSON.stringify(content, undefined, 2)}\n`], { type: 'application/json' }),
  )
  const link = document.createElement('a')
  link.href = url
  link.download = `${fileName(apiToken.name)}.json`
  link.click()
  // The browser has taken the content by the next turn of the event loop.
  setTimeout(() => URL.revokeObjectURL(url))
}

const fileName = (name: string): string =>
  `api-token-${name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)}`
