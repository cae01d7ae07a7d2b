/**
 * Which version of something a change is meant for: of two who edit it at once, the second is told of the first. A tag is of
 * what can be edited alone; who else holds a role changes nothing of what is put in its place.
 */
import type { Endpoint } from '@countersign/api'
import { createDigest } from '../crypto/digest.ts'
import { Refusal } from '../domain/refusal.ts'

const TAG_LENGTH = 32

export function entityTag({ editable = [] }: Endpoint, answer: object): string {
  const digest = createDigest()
  digest.add(JSON.stringify(editable.map((member) => [member, answer[member as keyof typeof answer]])))
  return `"${digest.hex().slice(0, TAG_LENGTH)}"`
}

/** Made before the change begins, so that a header that nobody can read is refused first. */
export function ifMatchOf(endpoint: Endpoint, header: string | undefined): (present: object) => void {
  if (header === undefined || header.trim() === '*') return () => {}
  const named = header.split(',').map(tagIn)
  return (present) => {
    if (!named.includes(entityTag(endpoint, present))) throw new Refusal('changed_since_read')
  }
}

/** A proxy that compresses answers makes a tag a weak one, or adds to it; what it is of stays the same. */
function tagIn(text: string): string {
  const inside = /^(?:W\/)?"([^"]*)"$/.exec(text.trim())?.[1]
  if (inside !== undefined) return `"${inside.slice(0, TAG_LENGTH)}"`
  throw new Refusal('request_invalid', {
    detail: 'If-Match is an ETag as it came, with its quotation marks. Send that, or leave If-Match out.',
  })
}
