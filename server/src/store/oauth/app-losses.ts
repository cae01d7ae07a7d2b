/** What access tokens of an app that are out already lose when the app changes. */
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import type { Database } from '../engine.ts'
import type { Losses } from '../losses.ts'
import type { Schema } from '../schema.ts'

/** Deactivated, or allowed something else than before. */
export const mayLose = (
  before: Pick<Schema['oauth_apps'], 'allowed_scopes' | 'deactivated_at'>,
  { allowedScopes, deactivatedAt }: OAuthApp,
): boolean =>
  (deactivatedAt !== null && before.deactivated_at === null) ||
  before.allowed_scopes !== JSON.stringify(allowedScopes)

/** Of an app that more have let in, the whole organization is told, in one word: everybody fetches an access token anew. */
const TOLD_ONE_BY_ONE = 200

/** Before anything of it is gone. Its access tokens are a machine's own, or those of the people who let it in. */
export async function appLoses(
  tx: Database,
  losses: Losses,
  id: string,
  organizationId?: string,
): Promise<void> {
  const having = await tx
    .selectFrom('oauth_app_organizations')
    .innerJoin('oauth_apps', 'oauth_apps.id', 'oauth_app_organizations.app_id')
    .select(['oauth_app_organizations.organization_id', 'oauth_apps.kind'])
    .where('app_id', '=', id)
    .$if(organizationId !== undefined, (all) =>
      all.where('oauth_app_organizations.organization_id', '=', organizationId!),
    )
    .execute()
  for (const { organization_id: at, kind } of having) {
    if (kind === 'machine') {
      losses.rightsLost({ organizationId: at, userId: id })
      continue
    }
    const people = await tx
      .selectFrom('oauth_grants')
      .select('user_id')
      .distinct()
      .where('app_id', '=', id)
      .where('organization_id', '=', at)
      .where('revoked_at', 'is', null)
      .limit(TOLD_ONE_BY_ONE + 1)
      .execute()
    if (people.length > TOLD_ONE_BY_ONE) losses.rightsLost({ organizationId: at })
    else for (const { user_id: userId } of people) losses.rightsLost({ organizationId: at, userId })
  }
}
