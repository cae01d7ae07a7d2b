/** An area of the console: its name and its tabs, each a page with an address of its own, over the page that is open. */
import { Link, useLocation, type LinkProps } from '@tanstack/react-router'
import { useEffect, useRef, type ReactNode } from 'react'
import classes from './area.module.css'

type Tab = { readonly to: NonNullable<LinkProps['to']>; readonly label: string }

type Props = {
  readonly name: string
  readonly tabs: readonly Tab[]
  readonly organizationId: string
  readonly children: ReactNode
}

export function Area({ name, tabs, organizationId, children }: Props) {
  const nav = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  // On a narrow screen not all tabs fit, and the present one may stand where nobody sees it.
  useEffect(() => {
    const present = nav.current?.querySelector<HTMLElement>('[data-status="active"]')
    if (!nav.current || !present) return
    const middle = present.offsetLeft - nav.current.offsetLeft + present.offsetWidth / 2
    nav.current.scrollLeft = middle - nav.current.clientWidth / 2
  }, [pathname])
  return (
    <>
      <nav ref={nav} className={classes.tabs} aria-label={name}>
        <span className={classes.name} aria-hidden>
          {name}
        </span>
        <ul>
          {tabs.map(({ to, label }) => (
            <li key={to}>
              <Link to={to} params={{ organizationId }} data-label={label}>
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {children}
    </>
  )
}
