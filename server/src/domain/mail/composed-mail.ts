/**
 * Composes a mail: text first, and the same as HTML without colours of its own, so that it is readable in light and dark.
 * Refuses every link that does not lead to the public URL.
 */
import { toRfc3339, type Instant } from '../instant.ts'
import type { Mail } from './mail.ts'

type Paragraph =
  string | { readonly label: string; readonly link: string } | { readonly items: readonly string[] }

type Composition = {
  readonly publicUrl: string
  readonly subject: string
  readonly paragraphs: readonly Paragraph[]
  /** Why the reader gets this mail. */
  readonly reason: string
  /** Where whoever gets it turns such mails off; left out where they can't be. */
  readonly unsubscribeUrl?: string
}

const LONGEST_SUBJECT = 200

export function composedMail(given: Composition): Mail {
  const { publicUrl, subject, reason, unsubscribeUrl } = given
  const paragraphs =
    unsubscribeUrl === undefined
      ? given.paragraphs
      : [...given.paragraphs, { label: 'Turn these reminders off', link: unsubscribeUrl }]
  for (const paragraph of paragraphs)
    if (typeof paragraph !== 'string' && 'link' in paragraph && !paragraph.link.startsWith(`${publicUrl}/`))
      throw new Error('a mail links only to the public URL')
  const footer = `${reason}\nCountersign at ${publicUrl}`
  return {
    subject: oneLine(subject).slice(0, LONGEST_SUBJECT).toWellFormed(),
    text: `${[...paragraphs.map(asText), `-- \n${footer}`].join('\n\n')}\n`,
    html: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${escaped(oneLine(subject))}</title></head>
<body style="font-family: sans-serif; line-height: 1.5; max-width: 36em; margin: 1em auto">
${paragraphs.map(asHtml).join('\n')}
<hr><p style="font-size: 0.875em">${escaped(footer).replaceAll('\n', '<br>')}</p>
</body></html>
`,
    ...(unsubscribeUrl !== undefined && { unsubscribeUrl }),
  }
}

/** A name that others chose: without line breaks and other control characters it can't pose as another part of the mail. */
const oneLine = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ').trim()

function asText(paragraph: Paragraph): string {
  if (typeof paragraph === 'string') return oneLine(paragraph)
  if ('items' in paragraph) return paragraph.items.map((item) => `- ${oneLine(item)}`).join('\n')
  return `${oneLine(paragraph.label)}:\n${paragraph.link}`
}

function asHtml(paragraph: Paragraph): string {
  if (typeof paragraph === 'string') return `<p>${escaped(oneLine(paragraph))}</p>`
  if ('items' in paragraph)
    return `<ul>${paragraph.items.map((item) => `<li>${escaped(oneLine(item))}</li>`).join('')}</ul>`
  return `<p><a href="${escaped(paragraph.link)}">${escaped(oneLine(paragraph.label))}</a><br><small>${escaped(paragraph.link)}</small></p>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)

export const instantInWords = (at: Instant): string => `${toRfc3339(at).slice(0, 16).replace('T', ' ')} UTC`
