/**
 * The limit: what a bare node:http server reaches that parses the form, makes claims of the same size and signs them
 * asynchronously with the same key. No database, no routing, no checks. With "refuse" it signs nothing and answers what a
 * mistyped API token is answered.
 */
import { createPrivateKey, randomUUID, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { availableParallelism } from 'node:os'
import type { Signer } from './installation.ts'

// As the service does it: on as many threads as there are cores.
process.env['UV_THREADPOOL_SIZE'] ??= String(Math.max(4, availableParallelism()))

const [signerFile = '', what = 'sign'] = process.argv.slice(2)
const { algorithm, kid, privateKeyPem, claims } = JSON.parse(readFileSync(signerFile, 'utf8')) as Signer
const key = { key: createPrivateKey(privateKeyPem), dsaEncoding: 'ieee-p1363' } as const
const header = Buffer.from(JSON.stringify({ alg: algorithm, kid, typ: 'at+jwt' })).toString('base64url')

function answer(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

function exchange(presented: string, response: ServerResponse): void {
  const iat = Math.floor(Date.now() / 1000)
  const payload = { ...claims, context: randomUUID(), iat, nbf: iat, exp: iat + 1800, jti: randomUUID() }
  const signed = `${header}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`
  sign('sha256', Buffer.from(signed, 'latin1'), key, (error, signature) => {
    if (error) throw error
    answer(response, 200, {
      access_token: `${signed}.${signature.toString('base64url')}`,
      token_type: 'bearer',
      expires_in: 1799,
      scope: claims['scope'],
      refresh_token: presented,
    })
  })
}

function refuse(presented: string, response: ServerResponse): void {
  const message = `invalid_grant: Invalid refresh token: xxxx...${presented.slice(-5)}`
  const id = randomUUID()
  answer(response, 400, {
    statusCode: 400,
    moduleCode: 340,
    cspErrorCode: '540.120-340.800',
    message,
    traceId: id,
    requestId: id,
    metadata: null,
    error: 'invalid_grant',
    error_description: message,
  })
}

const respond = what === 'refuse' ? refuse : exchange

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
    respond(form.get('refresh_token') ?? '', response)
  })
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.once('SIGTERM', () => process.exit(0))
