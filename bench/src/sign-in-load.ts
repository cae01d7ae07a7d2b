/**
 * Whole sign-ins, a process of its own: each worker asks for a code with its person's cookie, redeems it, and refreshes, as
 * soon as it has done so before. What is answered otherwise than hoped for ends the run: a fast failure is no speed.
 */
import { createHash, randomBytes } from 'node:crypto'
import { Agent, request } from 'node:http'

export type SignIns = {
  readonly port: number
  readonly authorizePath: string
  readonly tokenPath: string
  readonly client: { readonly client_id: string; readonly client_secret: string }
  readonly redirectUri: string
  readonly scope: string
  /** Of people who are signed in and have allowed the client; each is a worker's. */
  readonly cookies: readonly string[]
  readonly seconds: number
}

export type SignedIn = { readonly signIns: number; readonly seconds: number }

type Answer = { readonly status: number; readonly location: string; readonly text: string }

const agent = new Agent({ keepAlive: true })

process.on('message', (asked: SignIns) => {
  void run(asked).then((done) => process.send?.(done))
})
process.channel?.ref()
process.send?.('ready')

async function run(asked: SignIns): Promise<SignedIn> {
  const from = performance.now()
  const until = from + asked.seconds * 1000
  let signIns = 0
  const work = async (cookie: string): Promise<void> => {
    while (performance.now() < until) {
      await signIn(asked, cookie)
      signIns++
    }
  }
  await Promise.all(asked.cookies.map(work))
  return { signIns, seconds: (performance.now() - from) / 1000 }
}

async function signIn(asked: SignIns, cookie: string): Promise<void> {
  const { client, redirectUri, scope, tokenPath } = asked
  const verifier = randomBytes(32).toString('base64url')
  const query = new URLSearchParams({
    ...{ response_type: 'code', client_id: client.client_id, redirect_uri: redirectUri, scope, state: 's' },
    ...{ code_challenge: createHash('sha256').update(verifier).digest('base64url'), nonce: 'n' },
    code_challenge_method: 'S256',
  })
  const allowed = await send(asked.port, 'GET', `${asked.authorizePath}?${query.toString()}`, { cookie })
  const code = URL.parse(allowed.location)?.searchParams.get('code')
  if (code == null) throw new Error(`No code: ${JSON.stringify(allowed)}`)
  const post = (form: Readonly<Record<string, string>>) =>
    send(asked.port, 'POST', tokenPath, {}, new URLSearchParams({ ...client, ...form }).toString())
  const redeemed = tokensIn(
    await post({
      ...{ grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier },
    }),
  )
  tokensIn(await post({ grant_type: 'refresh_token', refresh_token: redeemed.refresh_token }))
}

function tokensIn(answer: Answer): Record<'access_token' | 'refresh_token' | 'id_token', string> {
  const tokens = JSON.parse(answer.text) as Record<'access_token' | 'refresh_token' | 'id_token', string>
  const isJwt = tokens.access_token?.split('.').length === 3
  if (answer.status !== 200 || !isJwt || !tokens.id_token || !tokens.refresh_token)
    throw new Error(`Other tokens than hoped for: ${answer.status} ${answer.text}`)
  return tokens
}

const send = (
  port: number,
  method: 'GET' | 'POST',
  path: string,
  more: Readonly<Record<string, string>>,
  body?: string,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const headers = {
      ...more,
      ...(body !== undefined && {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(body),
      }),
    }
    const asked = request({ host: '127.0.0.1', port, method, path, headers, agent }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const { statusCode: status = 0, headers: answered } = response
        resolve({ status, location: answered.location ?? '', text: Buffer.concat(chunks).toString() })
      })
    })
    asked.on('error', reject)
    asked.end(body)
  })
