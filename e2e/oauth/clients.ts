/** The clients that both sides know, with the same ids, secrets and addresses. */

type WithSecret = { readonly id: string; readonly secret: string }
type Asking = { readonly id: string; readonly redirectUris: readonly string[] }

export type Clients = {
  readonly machine: WithSecret
  readonly signer: { readonly id: string; readonly publicKey: object }
  readonly web: WithSecret & Asking
  readonly thief: WithSecret & Asking
  readonly native: Asking
}
