/** The secrets of an app, each with its last use; making another one, and ending one. */
import { endpoints, type OAuthApp, type OAuthSecret, type Organization } from '@countersign/api'
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Confirmation } from '../frame/confirmation.tsx'
import classes from '../frame/listing.module.css'
import { Opening } from '../frame/opening.tsx'
import { Moment } from '../moments/moment.tsx'
import { Notice } from '../problems/notice.tsx'
import { call } from '../sessions/call.ts'
import { From } from '../user-agents/from.tsx'
import { NewSecretDialog } from './new-secret-dialog.tsx'
import { readAppsAgain } from './oauth-apps-queries.ts'

type Props = {
  readonly app: OAuthApp
  readonly organization: Organization
  readonly mayEnd: boolean
  readonly onDone: (message: string) => void
}

type Asking = { readonly what: 'end' | 'leaked'; readonly secret: OAuthSecret }

export function AppSecrets({ app, organization, mayEnd, onDone }: Props) {
  const queryClient = useQueryClient()
  const [isMaking, setIsMaking] = useState(false)
  const [asks, setAsks] = useState<Asking>()
  const inForce = app.secrets.filter(({ isInForce }) => isInForce)
  const ended = app.secrets.filter(({ isInForce }) => !isInForce)
  const end = async (): Promise<void> => {
    if (asks === undefined) return
    const params = { organizationId: organization.id, appId: app.id, secretId: asks.secret.id }
    await call(endpoints.endOAuthSecret, { params, body: { hasLeaked: asks.what === 'leaked' } })
    await readAppsAgain(queryClient, organization.id)
    onDone('The secret is ended.')
  }
  return (
    <section className={classes.section}>
      <h2>Secrets</h2>
      {inForce.length === 0 && (
        <Notice tone="warning" title="No secret works">
          <p>It can’t prove who it is. Make one.</p>
        </Notice>
      )}
      {inForce.length > 1 && usesOld(inForce) && (
        <Notice tone="warning" title="An old secret is still used">
          <p>Something was not given the newest one yet: its last use below says where from.</p>
        </Notice>
      )}
      <ul className={classes.held}>
        {inForce.map((secret) => (
          <li key={secret.id}>
            <SecretText secret={secret} />
            {mayEnd && (
              <div className={classes.buttons}>
                <Button
                  variant="default"
                  size="xs"
                  aria-label={`End: ${secret.name}`}
                  onClick={() => setAsks({ what: 'end', secret })}
                >
                  End…
                </Button>
                <Button
                  variant="danger-quiet"
                  size="xs"
                  aria-label={`It leaked: ${secret.name}`}
                  onClick={() => setAsks({ what: 'leaked', secret })}
                >
                  It leaked…
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {app.mayChange && (
        <div className={classes.actions}>
          <Button variant="default" onClick={() => setIsMaking(true)}>
            Make a secret…
          </Button>
        </div>
      )}
      {ended.length > 0 && (
        <Opening summary={ended.length === 1 ? 'One that ended' : `${ended.length} that ended`}>
          <ul className={classes.held}>
            {ended.map((secret) => (
              <li key={secret.id}>
                <SecretText secret={secret} />
              </li>
            ))}
          </ul>
        </Opening>
      )}
      <NewSecretDialog
        app={app}
        organization={organization}
        hasOthers={inForce.length > 0}
        isOpen={isMaking}
        onClose={() => setIsMaking(false)}
      />
      <Confirmation
        isOpen={asks !== undefined}
        onClose={() => setAsks(undefined)}
        title={asks?.what === 'leaked' ? 'End the secret that leaked?' : 'End the secret?'}
        confirmLabel="End it"
        pendingLabel="Ending…"
        onConfirm={end}
      >
        <p>
          <bdi>{asks?.secret.name}</bdi> is refused from now on, and this cannot be undone.
        </p>
        {asks?.what === 'leaked' && app.kind !== 'machine' && (
          <p>What came of it ends too: everyone who let the app in is asked again, in every organization.</p>
        )}
        {asks?.what === 'leaked' && app.kind === 'machine' && (
          <p>
            Services that check access tokens offline may take those that it gave until they end, after{' '}
            {app.accessTokenSeconds} seconds at the most.
          </p>
        )}
      </Confirmation>
    </section>
  )
}

/** They come newest first. */
const usesOld = ([newest, ...old]: readonly OAuthSecret[]): boolean =>
  old.some(({ lastUse }) => lastUse !== null && newest !== undefined && lastUse.at > newest.createdAt)

function SecretText({ secret }: { readonly secret: OAuthSecret }) {
  const { name, createdAt, expiresAt, endedAt, lastUse } = secret
  return (
    <div>
      <bdi>{name}</bdi>
      <span className={classes.second}>
        Made <Moment at={createdAt} />
        {endedAt !== null ? (
          <>
            , ended <Moment at={endedAt} />
          </>
        ) : (
          expiresAt !== null && (
            <>
              , ends <Moment at={expiresAt} as="date-and-time" />
            </>
          )
        )}
      </span>
      <span className={classes.second}>
        {lastUse === null ? (
          'Never used'
        ) : (
          <>
            Last used <Moment at={lastUse.at} as="from-now" />{' '}
            <From address={lastUse.address} userAgent={lastUse.userAgent} />
          </>
        )}
      </span>
    </div>
  )
}
