/** Hands the value over as a JSON file. */
import type { GeneratedApiToken, Organization } from '@countersign/api'
import { publicUrl } from '../../connection/base-path.ts'
import { downloadJson } from '../../frame/download-json.ts'

export const downloadToken = ({ value, apiToken }: GeneratedApiToken, organization: Organization): void =>
  downloadJson('api-token', apiToken.name, {
    name: apiToken.name,
    value,
    id: apiToken.id,
    organization: { id: organization.id, name: organization.displayName },
    expiresAt: apiToken.expiresAt,
    exchange: { method: 'POST', url: `${publicUrl}/csp/gateway/am/api/auth/api-tokens/authorize` },
  })
