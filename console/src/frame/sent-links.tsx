/**
 * What became of invitations that were just sent: mailed, or a link to be handed over. Links are shown once, mailed ones
 * only when asked for.
 */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { Notice } from '../problems/notice.tsx'
import { LinkToHandOver } from './link-to-hand-over.tsx'
import classes from './listing.module.css'

export type SentLink = { readonly to: string; readonly link: string; readonly isMailed: boolean }

type Props = { readonly sent: readonly SentLink[] }

export function SentLinks({ sent }: Props) {
  if (sent.length === 0) return null
  const toHandOver = sent.filter(({ isMailed }) => !isMailed)
  const mailed = sent.filter(({ isMailed }) => isMailed)
  return (
    <>
      {mailed.length > 0 && <Mailed key={mailed[0]!.link} sent={mailed} />}
      {toHandOver.length > 0 && (
        <Notice tone="accent" role="status" title={toHandOver.length === 1 ? 'The link' : 'The links'}>
          <p>
            {mailed.length > 0 && 'These were not mailed: too many mails went out already today. '}
            {HAND_OVER}
          </p>
          <Links sent={toHandOver} />
        </Notice>
      )}
    </>
  )
}

const HAND_OVER =
  'Hand each to the person it is for, and to nobody else: whoever has it can use it. It is shown only now, works once, and ends after 7 days.'

function Mailed({ sent }: Props) {
  const [isShown, setIsShown] = useState(false)
  const names = sent.map(({ to }) => to)
  return (
    <Notice
      tone="accent"
      role="status"
      title={sent.length === 1 ? 'Sent by mail' : `${sent.length} sent by mail`}
    >
      <p>
        <bdi>{names.slice(0, 5).join(', ')}</bdi>
        {names.length > 5 && ` and ${names.length - 5} more`}. The mail has the link, which works once and
        ends after 7 days.
      </p>
      {isShown ? (
        <>
          <p>{HAND_OVER}</p>
          <Links sent={sent} />
        </>
      ) : (
        <Button variant="default" onClick={() => setIsShown(true)}>
          {sent.length === 1 ? 'Show the link' : 'Show the links'}
        </Button>
      )}
    </Notice>
  )
}

const Links = ({ sent }: Props) => (
  <ul className={classes.held}>
    {sent.map(({ to, link }) => (
      <li key={link}>
        <LinkToHandOver to={to} link={link} />
      </li>
    ))}
  </ul>
)
