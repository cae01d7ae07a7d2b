/** What was gathered of the use of apps, written in one batch. */
import type { Database } from '../engine.ts'
import type { OAuthAppUsage } from './oauth-apps-store.ts'

/** When and whence apps were used; never earlier than it stands already. */
export async function addAppUsage(tx: Database, usage: readonly OAuthAppUsage[]): Promise<void> {
  for (const { appId, organizationId, secretId, lastUsedAt, address, userAgent } of usage) {
    await tx
      .updateTable('oauth_app_organizations')
      .set({ last_used_at: lastUsedAt })
      .where('organization_id', '=', organizationId)
      .where('app_id', '=', appId)
      .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<', lastUsedAt)]))
      .execute()
    if (secretId === null) continue
    await tx
      .updateTable('oauth_app_secrets')
      .set({ last_used_at: lastUsedAt, last_used_address: address, last_used_user_agent: userAgent })
      .where('app_id', '=', appId)
      .where('id', '=', secretId)
      .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<', lastUsedAt)]))
      .execute()
  }
}
