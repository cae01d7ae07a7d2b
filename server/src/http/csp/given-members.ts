/** The members of a JSON body, read one by one: each is what it must be, or the refusal names its place. */
import { Refusal, type RefusalCode } from '../../domain/refusal.ts'

type Bounds = { readonly items: number; readonly characters: number }

export function givenMembers(code: RefusalCode, { items, characters }: Bounds) {
  const refuse = (place: string, what: string): never => {
    throw new Refusal(code, { detail: `${place} must be ${what}.` })
  }
  return {
    refuse,
    record(value: unknown, place: string): Readonly<Record<string, unknown>> {
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        return refuse(place, 'a JSON object')
      return value as Record<string, unknown>
    },
    /** Null and missing are as good as empty. */
    list(value: unknown, place: string): readonly unknown[] {
      if (value === null || value === undefined) return []
      if (!Array.isArray(value) || value.length > items) return refuse(place, `an array of at most ${items}`)
      return value
    },
    flag(value: unknown, place: string): boolean {
      if (value === null || value === undefined) return false
      return typeof value === 'boolean' ? value : refuse(place, 'true or false')
    },
    text(value: unknown, place: string): string {
      const isName =
        typeof value === 'string' &&
        value.length > 0 &&
        value.length <= characters &&
        !/[\p{Cc}\p{Cs}]/u.test(value)
      return isName ? value : refuse(place, 'a name')
    },
  }
}
