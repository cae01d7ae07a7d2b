/** The secret of an app, seen once, with a download of what a client needs beside it. */
import type { Organization } from '@countersign/api'
import { publicUrl } from '../connection/base-path.ts'
import { downloadJson } from '../frame/download-json.ts'
import { ValueOnce, type SeenOnce } from '../frame/value-once.tsx'

type Props = SeenOnce & {
  readonly organization: Organization
  readonly app: { readonly id: string; readonly name: string }
}

export function SecretOnce({ organization, app, ...seen }: Props) {
  const download = (): void =>
    downloadJson('oauth-app', app.name, {
      name: app.name,
      client_id: app.id,
      client_secret: seen.value,
      organization: { id: organization.id, name: organization.displayName },
      token_endpoint: `${publicUrl}/oauth2/token`,
      discovery: `${publicUrl}/.well-known/openid-configuration`,
    })
  return (
    <ValueOnce
      {...seen}
      noun="secret"
      advice="Countersign keeps no copy that anyone could read. Put it where the app finds it before you go on."
      onDownload={download}
    />
  )
}
