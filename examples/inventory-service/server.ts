/**
 * An inventory, kept in memory, one per organization: who may read it and who may add to it is up to Countersign.
 * Refuses every call without an access token for this service and for the organization of the route, and to be reached from another machine.
 */
import { accessTokenOf, createVerifier } from '@countersign/verify'
import { expressGuards } from '@countersign/verify/express'
import express from 'express'
import type { AddressInfo } from 'node:net'

const { ISSUER = '', AUDIENCE = '', FEED_TOKEN, PORT = '4000' } = process.env
/** A revoked API token is refused within a second with a feed token, and without one as soon as a list tells. */
const revocation = FEED_TOKEN ? { feed: { token: FEED_TOKEN } } : ({ statusList: true } as const)
const { requirePermission } = expressGuards(
  createVerifier({ issuer: ISSUER, audience: AUDIENCE, revocation }),
)

/** Tokens of every organization that has the service are good here, each for its own things only. */
const ofRoute = { organization: (request: express.Request) => request.params['organizationId']?.toString() }

type Item = { name: string; addedBy: string | undefined }
const inventories = new Map<string, Item[]>()
const firstItems: Item[] = [{ name: 'forklift', addedBy: undefined }]

const app = express()

app.get(
  '/organizations/:organizationId/items',
  requirePermission('inventory:item.read', ofRoute),
  (request, response) => {
    response.json(inventories.get(accessTokenOf(request).organizationId) ?? firstItems)
  },
)

app.post(
  '/organizations/:organizationId/items',
  requirePermission('inventory:item.write', ofRoute),
  express.json(),
  (request, response) => {
    const token = accessTokenOf(request)
    const addedBy = token.kind === 'machine' ? token.clientId : token.username
    const item: Item = { name: String(request.body?.name ?? 'an item'), addedBy }
    inventories.set(token.organizationId, [...(inventories.get(token.organizationId) ?? firstItems), item])
    response.status(201).json(item)
  },
)

const server = app.listen(Number(PORT), '127.0.0.1', (error) => {
  if (error) throw error
  const { port } = server.address() as AddressInfo
  console.log(`The inventory service listens on http://127.0.0.1:${port}`)
})
