/**
 * A page whose code is loaded when it is first opened, or before. When it can't be loaded it says so; it never reloads
 * the console by itself, which without a network would be the end of it.
 */
import type { FunctionComponent } from 'react'
import { publicUrl } from './base-path.ts'
import { PageNotLoaded } from './page-not-loaded.ts'

type LazyPage = FunctionComponent & { readonly preload: () => Promise<void> }

export function lazyPage<Name extends string>(
  load: () => Promise<Readonly<Record<Name, FunctionComponent>>>,
  name: Name,
): LazyPage {
  let Page: FunctionComponent | undefined
  const preload = async (): Promise<void> => {
    Page ??= (await load().catch(fail))[name]
  }
  // The router shows no page before it is loaded.
  return Object.assign(() => Page && <Page />, { preload })
}

async function fail(cause: unknown): Promise<never> {
  throw new PageNotLoaded(await isServerReachable(), cause)
}

export async function isServerReachable(): Promise<boolean> {
  const answer = await fetch(`${publicUrl}/favicon.svg`, { method: 'HEAD', cache: 'no-store' }).catch(
    () => undefined,
  )
  return answer?.ok ?? false
}
